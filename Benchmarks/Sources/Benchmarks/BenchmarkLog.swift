import AuditLog
import Foundation
import Instants
import Synchronization

/// A log with a million events (or `RA_BENCH_EVENTS`), made once and kept in the temporary folder.
struct BenchmarkLog {
    static let subjects = 20_000

    let path: String
    let size: Int

    static func make() async throws -> BenchmarkLog {
        let size = ProcessInfo.processInfo.environment["RA_BENCH_EVENTS"].flatMap { Int($0) } ?? 1_000_000
        let folder = NSTemporaryDirectory() + "ra-benchmark-log-\(size)"
        let path = folder + "/audit.sqlite"
        if let reader = try? await LogReader.open(at: path), try await reader.size() >= size {
            return BenchmarkLog(path: path, size: size)
        }
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        FileHandle.standardError.write(Data("making a log of \(size) events in \(folder)\n".utf8))
        let clock = SteppingClock()
        let log = try await AuditLog.open(at: path, context: context, clock: clock.clock)
        for start in stride(from: 0, to: size, by: 5_000) {
            try await log.append(contentsOf: (start..<min(start + 5_000, size)).map { event($0, clock) })
            _ = try await log.checkpoint()
        }
        return BenchmarkLog(path: path, size: size)
    }

    static let context = LogContext(workstation: "DESK-4", site: "osprey", program: "benchmark")

    static func subject(_ number: Int) -> String {
        let digits = String(number % subjects)
        return "1234" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    static func event(_ number: Int, _ clock: SteppingClock) -> AuditEvent {
        clock.step()
        let codes: [EventCode] = [
            .sessionStarted, .cardRead, .cardRead, .factAnswered, .decisionTaken, .intent, .outcome, .sessionEnded,
        ]
        return AuditEvent(
            codes[number % 8], session: "session-\(number / 8)", action: number / 8 % 3 == 0 ? "renew" : "unlock",
            outcome: number % 8 == 6 ? .verified : nil, intent: number % 8 == 6 ? Int64(number) : nil,
            operatorUUID: "98765432100\(number / 8 % 9)", operatorRole: "shift-manager",
            subject: subject(number / 8 &* 7919),
            card: CardRecord(atr: "3B8F8001804F0CA000000306030001000000006A", series: 9),
            readers: ["HID Global OMNIKEY 3x21 Smart Card Reader [OMNIKEY 3x21 Smart Card Reader] 00 00"])
    }
}

/// A quarter of an hour between two events.
final class SteppingClock: Sendable {
    private let seconds = Mutex<Int64>(946_684_800)

    func step() { seconds.withLock { $0 += 900 } }

    var clock: LogClock {
        LogClock(
            now: { UTCInstant(secondsSince1970: self.seconds.withLock { $0 }) },
            monotonicMilliseconds: { self.seconds.withLock { $0 } * 1000 },
            bootID: "00000000-0000-4000-8000-000000000001")
    }
}
