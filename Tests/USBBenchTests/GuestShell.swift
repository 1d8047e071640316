import Foundation
import JSON
import TestSupport

/// Orders for the guest's shell, and what came of them. The other end is `Guest/init`.
struct GuestShell {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// Standard output as one JSON document.
        func json() throws -> JSONValue { try JSONValue(parsing: Data(output.utf8)) }
    }

    private let connection: LineConnection
    private let transcript: Transcript

    /// Returns when the guest is ready: its udev has settled and its pcscd has been started.
    init(_ connection: LineConnection, transcript: Transcript) async throws {
        self.connection = connection
        self.transcript = transcript
        let greeting = try await connection.exchange(nil) { try $0.readLine() }
        guard greeting == "ready" else { throw TestSupportFailure("the guest says '\(greeting)'") }
    }

    /// Runs one line of shell in the guest, to its end.
    @discardableResult
    func callAsFunction(_ order: String) async throws -> Outcome {
        let outcome = try await connection.exchange(order) { connection in
            let header = try connection.readLine().split(separator: " ").compactMap { Int($0) }
            guard header.count == 3 else { throw TestSupportFailure("the guest's answer is no answer") }
            return Outcome(
                status: Int32(truncatingIfNeeded: header[0]),
                output: String(decoding: try connection.read(header[1]), as: UTF8.self),
                errors: String(decoding: try connection.read(header[2]), as: UTF8.self))
        }
        transcript.write("$ \(order)\n\(outcome.output)\(outcome.errors)")
        if outcome.status != 0 { transcript.write("[\(outcome.status)]\n") }
        return outcome
    }

    /// The lines of a file in the guest.
    func lines(of path: String) async throws -> [String] {
        try await self("cat \(path)").output.split(separator: "\n").map(String.init)
    }
}
