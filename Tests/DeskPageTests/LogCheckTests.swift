import AuditLog
import Foundation
import Testing

@testable import DeskPage

/// The log verified for the page.
@Suite struct LogCheckTests {
    private let folder = NSTemporaryDirectory() + "log-check-\(UUID())"
    private var path: String { folder + "/audit.sqlite" }

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    @Test(.timeLimit(.minutes(1))) func `a log that isn't there is a failure, and no verification`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard case .done(.failure) = await LogCheck(path: path).look(patience: .seconds(20)) else {
            Issue.record("it wasn't told")
            return
        }
    }

    @Test(.timeLimit(.minutes(1))) func `whoever doesn't wait is told how far it is, and the result is there later`()
        async throws
    {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let log = try await AuditLog.open(at: path, context: LogContext(workstation: "TEST-01"))
        _ = try await log.checkpoint()
        let check = LogCheck(path: path)
        _ = await check.look(patience: .zero)
        guard case .done(.success(let verification)) = await check.look(patience: .seconds(20)) else {
            Issue.record("there is no result")
            return
        }
        #expect(verification.isSound)
    }

    @Test(.timeLimit(.minutes(1))) func `a result that is old is looked at anew`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let log = try await AuditLog.open(at: path, context: LogContext(workstation: "TEST-01"))
        let check = LogCheck(path: path, keptFor: .zero)
        guard case .done(.success(let first)) = await check.look(patience: .seconds(20)) else { throw Failure() }
        try await log.append(AuditEvent(.refusal))
        guard case .done(.success(let second)) = await check.look(patience: .seconds(20)) else { throw Failure() }
        #expect(second.size == first.size + 1)
    }

    private struct Failure: Error {}
}
