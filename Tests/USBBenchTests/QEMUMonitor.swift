import Foundation
import JSON
import TestSupport

/// QEMU's machine protocol, as far as unplugging and plugging in goes (QEMU, `docs/interop/qmp-spec`).
struct QEMUMonitor {
    private let connection: LineConnection
    private let transcript: Transcript

    init(_ connection: LineConnection, transcript: Transcript) async throws {
        self.connection = connection
        self.transcript = transcript
        _ = try await connection.exchange(nil) { try $0.readLine() }
        try await execute("qmp_capabilities", [:])
    }

    func add(_ driver: String, _ properties: [String: String]) async throws {
        try await execute("device_add", properties.merging(["driver": driver]) { $1 })
    }

    /// Returns when the device is gone.
    func delete(_ id: String) async throws {
        try await execute("device_del", ["id": id], until: "DEVICE_DELETED")
    }

    private func execute(_ command: String, _ arguments: [String: String], until event: String? = nil) async throws {
        transcript.write(
            "(qemu) \(command) \(arguments.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: ","))\n")
        let order = JSONValue.object([
            "execute": .string(command), "arguments": .object(arguments.mapValues { .string($0) }),
        ])
        try await connection.exchange(try order.line()) { connection in
            var isDone = false
            var hasHappened = event == nil
            while !isDone || !hasHappened {
                let answer = try JSONValue(parsing: Data(try connection.readLine().utf8))
                if let error = answer["error"] { throw TestSupportFailure("\(command): \(error)") }
                if answer["return"] != nil { isDone = true }
                if let event, answer["event"] == .string(event), answer["data"]?["device"] != nil { hasHappened = true }
            }
        }
    }
}
