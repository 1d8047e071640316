import AuditLog
import Foundation
import Instants
import Testing

/// One guided session at a time at a desk.
@Suite struct DeskLockTests {
    private let folder = NSTemporaryDirectory() + "desk-\(UUID())"
    private var log: String { folder + "/audit.sqlite" }
    private let holder = DeskLock.Holder(
        operator: nil, user: "sam", place: "page", since: UTCInstant(secondsSince1970: 1_795_700_000))

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    private func take() throws -> DeskLock.Answer { try DeskLock.take(besides: log, as: holder) }

    @Test func `a second one is told who is at the desk, and since when`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard case .taken(let lock) = try take() else { throw Failure() }
        guard case .held(let first) = try take() else { throw Failure() }
        #expect(first == holder)
        lock.note(operator: "000111222333")
        guard case .held(let second?) = try take() else { throw Failure() }
        #expect(second.operator == "000111222333")
        withExtendedLifetime(lock) {}
    }

    @Test func `the desk is free again when the session has ended, and nobody is named`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            guard case .taken(let lock) = try take() else { throw Failure() }
            withExtendedLifetime(lock) {}
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: log + ".desk")).isEmpty)
        guard case .taken = try take() else { throw Failure() }
    }

    @Test func `a lock that is let go names nobody, and takes no more notes`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard case .taken(let lock) = try take() else { throw Failure() }
        lock.letGo()
        lock.note(operator: "000111222333")
        #expect(try Data(contentsOf: URL(fileURLWithPath: log + ".desk")).isEmpty)
        guard case .taken(let other) = try take() else { throw Failure() }
        lock.letGo()
        guard case .held = try take() else { throw Failure() }
        withExtendedLifetime(other) {}
    }

    @Test func `what nobody can have written there names nobody, and the lock holds`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard case .taken(let lock) = try take() else { throw Failure() }
        try Data("not JSON\u{1B}".utf8).write(to: URL(fileURLWithPath: log + ".desk"))
        guard case .held(nil) = try take() else { throw Failure() }
        withExtendedLifetime(lock) {}
    }

    @Test func `others can't read who is at the desk`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard case .taken(let lock) = try take() else { throw Failure() }
        let mode = try FileManager.default.attributesOfItem(atPath: log + ".desk")[.posixPermissions] as? Int
        #expect(mode == 0o600)
        withExtendedLifetime(lock) {}
    }

    private struct Failure: Error {}
}
