import AuditLog
import Foundation
import GRDB
import Instants
import JSON
import Synchronization

/// A folder of its own for one test, gone with it.
final class Scratch: Sendable {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "audit-log-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var log: String { folder + "/audit.sqlite" }

    /// The first column of a query on the log, past the log's own code.
    func query(_ sql: String) throws -> [String] {
        try DatabaseQueue(path: log).read { try String.fetchAll($0, sql: sql) }
    }

    /// Changes the log behind its back.
    func execute(_ sql: String) throws {
        try DatabaseQueue(path: log).write { try $0.execute(sql: sql) }
    }
}

/// A clock that a test sets.
final class HandClock: Sendable {
    private let state: Mutex<(now: UTCInstant, monotonic: Int64)>

    init(_ now: String = "2026-11-21T03:00:00Z") {
        state = Mutex((UTCInstant(rfc3339: now) ?? UTCInstant(secondsSince1970: 0), 1_000_000))
    }

    func step(seconds: Int64) { state.withLock { $0.now = $0.now.adding(seconds: seconds) } }

    /// Each look at the monotonic clock finds it a millisecond on.
    var clock: LogClock {
        LogClock(
            now: { self.state.withLock { $0.now } },
            monotonicMilliseconds: {
                self.state.withLock {
                    $0.monotonic += 1
                    return $0.monotonic
                }
            },
            bootID: "00000000-0000-4000-8000-000000000001")
    }
}

extension LogContext {
    static let desk = LogContext(workstation: "DESK-4", site: "osprey", program: "tests")
}

extension AuditEvent {
    /// Something to record.
    static func sample(_ number: Int = 0, subject: String = "000123456789") -> AuditEvent {
        AuditEvent(
            .cardRead, session: "s-\(number)", action: "unlock", operatorUUID: "000987654321",
            operatorRole: "shift-manager", subject: subject,
            card: CardRecord(
                atr: "3B8F8001804F0CA000000306030001000000006A", series: 9,
                certificatesBefore: [
                    CertificateRecord(
                        use: "authentication", serialNumber: "0A1B2C",
                        notAfter: UTCInstant(secondsSince1970: 1_800_000_000))
                ]),
            readers: ["HID Global OMNIKEY 3x21 Smart Card Reader 01 00"], details: ["number": .integer(Int64(number))])
    }
}
