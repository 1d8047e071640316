import AuditLog
import Foundation
import Instants
import JSON
import TestSupport

/// A desk's log in a folder of its own, with settings for a collector.
final class TestLog: Sendable {
    let janitor: Janitor
    let folder: String
    var path: String { folder + "/audit.sqlite" }
    var settings: String { folder + "/config.yaml" }

    init(events: Int = 3) async throws {
        janitor = try Janitor()
        folder = janitor.folder + "/log"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try await add(events)
    }

    func open() async throws -> AuditLog {
        try await AuditLog.open(at: path, context: LogContext(workstation: "DESK-4", program: "tests"))
    }

    /// Opens the log, which is an event too, and records so many more.
    @discardableResult
    func add(_ count: Int, note: Int64 = 0) async throws -> AuditLog {
        let log = try await open()
        if count > 0 {
            try await log.append(
                contentsOf: (0..<count).map {
                    AuditEvent(.cardRead, session: "s-\($0)", details: ["number": .integer(note)])
                })
        }
        return log
    }

    func key() async throws -> VerifierKey {
        let keys = try await LogReader.open(at: path).verifierKeys()
        guard let key = keys.last else { throw TestSupportFailure("the log names no key") }
        return key
    }

    func origin() async throws -> String { try await key().name }

    func bodies() async throws -> [String] {
        let reader = try await LogReader.open(at: path)
        return try await reader.events(after: 0, upTo: reader.size(), count: .max, bytes: .max).bodies
    }

    func write(settings url: String, key: VerifierKey, more: String = "") throws {
        let text = "collector:\n  url: \(url)\n  key: \(key.text)\n\(more)"
        try text.write(toFile: settings, atomically: true, encoding: .utf8)
    }

    /// Runs `ra` on this log with these settings.
    func ra(_ words: String..., input: String = "") async throws -> RaProcess.Outcome {
        try await RaProcess.run(words + ["--audit-log", path, "--config", settings], input: input)
    }

    func events(_ code: String) async throws -> Int {
        try await bodies().count { $0.contains("\"event\":\"\(code)\"") }
    }

    /// The file as it is, to be put back later.
    func copy() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
    func putBack(_ data: Data) throws {
        try data.write(to: URL(fileURLWithPath: path))
        chmod(path, 0o600)
    }
}
