import AuditLog
import Foundation
import TestSupport
import Testing

@testable import AuditLog

@Suite struct FileTests {
    private func reason(_ path: String, writing: Bool = false) async -> AuditLogError.Reason? {
        do {
            if writing {
                _ = try await AuditLog.open(at: path, context: .desk)
            } else {
                _ = try await LogReader.open(at: path)
            }
            return nil
        } catch {
            return (error as? AuditLogError)?.reason
        }
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func `in a private place the folder is closed to others, and so are log and key`() async throws {
        let scratch = try Scratch()
        let path = scratch.folder + "/new/deep/audit.sqlite"
        _ = try await AuditLog.open(at: path, context: .desk)
        #expect(try mode(scratch.folder + "/new") == 0o700)
        #expect(try mode(path) == 0o600)
        #expect(try mode(path + ".key") == 0o600)
    }

    @Test func `in a shared place the group may write the log and read the key`() async throws {
        let scratch = try Scratch()
        chmod(scratch.folder, 0o2770)
        _ = try await AuditLog.open(at: scratch.log, context: .desk)
        #expect(try mode(scratch.log) == 0o660)
        #expect(try mode(scratch.log + ".key") == 0o640)
    }

    @Test func `a log or key that others could read is not written or used`() async throws {
        let scratch = try Scratch()
        _ = try await AuditLog.open(at: scratch.log, context: .desk)
        chmod(scratch.log, 0o604)
        #expect(await reason(scratch.log, writing: true) == .tooOpen(file: scratch.log, mode: 0o600))
        #expect(await reason(scratch.log) == nil)
        chmod(scratch.log, 0o600)
        chmod(scratch.log + ".key", 0o640)
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        #expect(log.keyTrouble?.reason == .tooOpen(file: scratch.log + ".key", mode: 0o600))
        try await log.append(.sample())
        await #expect(throws: AuditLogError.self) { try await log.checkpoint() }
    }

    @Test func `what is no log is told apart`() async throws {
        let scratch = try Scratch()
        #expect(await reason(scratch.log) == .missing)
        try Data().write(to: URL(fileURLWithPath: scratch.log))
        #expect(await reason(scratch.log) == .empty)
        try Data("not a database, and longer than the header of one would be. ".utf8 + Data(count: 1000))
            .write(to: URL(fileURLWithPath: scratch.log))
        chmod(scratch.log, 0o600)
        #expect(await reason(scratch.log) == .notADatabase)
        #expect(await reason(scratch.log, writing: true) == .notADatabase)
        try FileManager.default.removeItem(atPath: scratch.log)
        try scratch.execute("CREATE TABLE other (a)")
        chmod(scratch.log, 0o600)
        #expect(await reason(scratch.log) == .notAnAuditLog)
        #expect(await reason(scratch.log, writing: true) == .notAnAuditLog)
        #expect(await reason(scratch.folder, writing: true) == .notAFile)
        #expect(await reason(scratch.folder) == .notAFile)
        let pipe = scratch.folder + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(await reason(pipe) == .notAFile, "SQLite would wait for its other end")
        #expect(await reason(pipe, writing: true) == .notAFile)
    }

    @Test func `a log from a newer version is refused and left alone`() async throws {
        let scratch = try Scratch()
        _ = try await AuditLog.open(at: scratch.log, context: .desk)
        try scratch.execute("PRAGMA user_version = 99")
        let before = FileManager.default.contents(atPath: scratch.log)
        #expect(await reason(scratch.log) == .newerVersion(99))
        #expect(await reason(scratch.log, writing: true) == .newerVersion(99))
        #expect(FileManager.default.contents(atPath: scratch.log) == before)
    }

    @Test(arguments: [0, 100, 4096, 20_000])
    func `a truncated log does not verify`(size: Int) async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let data = try #require(FileManager.default.contents(atPath: scratch.log))
        try data.prefix(size).write(to: URL(fileURLWithPath: scratch.log))
        #expect(try await !LogVerifier.verify(scratch.log).isSound)
    }

    @Test func `a lost key is made anew and recorded, and older checkpoints still hold`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        unlink(scratch.log + ".key")
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        _ = try await log.checkpoint()
        #expect(try await LogReader.open(at: scratch.log).verifierKeys().count == 2)
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
    }

    @Test func `another log's key signs nothing here`() async throws {
        let (scratch, other) = (try await Scratch.withFiftyEvents(), try await Scratch.withFiftyEvents())
        unlink(scratch.log + ".key")
        try FileManager.default.copyItem(atPath: other.log + ".key", toPath: scratch.log + ".key")
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        #expect(log.keyTrouble?.reason == .keyDamaged)
    }

    @Test func `the place is the option's, the environment's, the configuration's, the shared one, then the user's`() {
        let scratch = NSTemporaryDirectory()
        // found: P6. Whether this user may write it makes no difference.
        #expect(
            LogPlace.choose(option: nil, environment: [:], configuration: nil, sharedFolder: "/proc").source == .shared)
        func place(_ option: String?, _ environment: [String: String], _ setting: String?, shared: String) -> LogPlace {
            LogPlace.choose(option: option, environment: environment, configuration: setting, sharedFolder: shared)
        }
        let all = ["RA_AUDIT_LOG": "/e", "XDG_STATE_HOME": "/state", "HOME": "/home/a"]
        #expect(place("/o", all, "/c", shared: scratch) == LogPlace(path: "/o", source: .option))
        #expect(place(nil, all, "/c", shared: scratch) == LogPlace(path: "/e", source: .environment))
        #expect(place(nil, ["RA_AUDIT_LOG": ""], "/c", shared: scratch) == LogPlace(path: "/c", source: .configuration))
        #expect(place(nil, [:], nil, shared: "/tmp") == LogPlace(path: "/tmp/audit.sqlite", source: .shared))
        #expect(
            place(nil, ["XDG_STATE_HOME": "/state"], nil, shared: "/nonexistent")
                == LogPlace(path: "/state/ra-workstation/audit.sqlite", source: .personal))
        #expect(
            place(nil, ["HOME": "/home/a", "XDG_STATE_HOME": "not/absolute"], nil, shared: "/nonexistent")
                == LogPlace(path: "/home/a/.local/state/ra-workstation/audit.sqlite", source: .personal))
    }
}
