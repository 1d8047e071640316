import Foundation
import TestSupport

/// The program that only appends, under the command that is put before it (strace, unshare), if any.
final class DriverProcess {
    private let process = ChildProgram()
    private let output = Pipe()
    private let input = Pipe()
    private var buffer = Data()

    static var path: String {
        URL(fileURLWithPath: RaProcess.path).deletingLastPathComponent().appendingPathComponent("AuditLogDriver").path
    }

    init(_ log: String, _ count: Int, name: String = "driver", before: [String] = []) throws {
        let words = before + [DriverProcess.path, log, String(count), name]
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "SWIFT_BACKTRACE": "enable=no"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = input
        try process.run()
    }

    /// The next line that it wrote; nil when it has ended.
    func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer = Data(buffer[(end + 1)...]) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            buffer += more
        }
    }

    /// Asks a driver that was started with count 0 for one event, and waits for what it says.
    func append() throws -> String? {
        try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        return line()
    }

    var processIdentifier: pid_t { process.processIdentifier }

    /// All lines up to its end.
    func lines() -> [String] {
        try? input.fileHandleForWriting.close()
        var lines: [String] = []
        while let line = line() { lines.append(line) }
        process.waitUntilExit()
        return lines
    }

    func kill() { process.send(SIGKILL) }
}

/// What the driver said of one event.
struct Acknowledgement: Hashable {
    let seq: Int64
    /// Base64 of the event's leaf hash.
    let leaf: String

    /// Nil for a line that is none.
    init?(_ line: String) {
        let words = line.split(separator: " ")
        guard words.count == 3, words[0] == "ack", let seq = Int64(words[1]) else { return nil }
        self.seq = seq
        leaf = String(words[2])
    }
}
