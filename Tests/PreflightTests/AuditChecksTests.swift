import AuditLog
import Foundation
import JSON
import NextSteps
import PCSC
import Preflight
import Testing

@Suite struct AuditChecksTests {
    private func test(_ path: String?) throws -> TestWorkstation {
        var test = try TestWorkstation()
        test.workstation.auditLog = path ?? test.root + "/log/audit.sqlite"
        return test
    }

    private func log(at path: String) async throws -> AuditLog {
        try await AuditLog.open(
            at: path, context: LogContext(workstation: "TEST-1", site: nil, simulated: false, program: "test"))
    }

    @Test func `without a log of its own nothing is said of one`() async throws {
        for id in ["audit.writable", "audit.space", "audit.verified"] {
            #expect(try await TestWorkstation().finding(id).status == .skip)
        }
    }

    @Test func `a log that isn't there yet can be made, or not`() async throws {
        let possible = try test(nil)
        #expect(try await possible.finding("audit.writable").status == .pass)
        // Nobody, root included, makes files below a file.
        try possible.write("", to: "/file")
        let finding = try await test(possible.root + "/file/audit.sqlite").finding("audit.writable")
        #expect(finding.status == .fail)
        #expect(finding.blocks == [.unlock, .renew])
        #expect(!finding.remedies.isEmpty)
    }

    // found: W14
    @Test func `what a session would refuse isn't called ready`() async throws {
        let test = try test(nil)
        let path = try #require(test.workstation.auditLog)
        func expectRefused(_ words: String) async throws {
            let finding = try await test.finding("audit.writable")
            #expect(finding.status == .fail && finding.blocks.isSuperset(of: [.unlock, .renew]), "\(finding.summary)")
            #expect(finding.summary.contains(words), "\(finding.summary)")
            #expect(!finding.remedies.isEmpty)
        }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await expectRefused("not a")
        try FileManager.default.removeItem(atPath: path)
        _ = try await log(at: path)
        #expect(chmod(path, 0o644) == 0)
        try await expectRefused("Other users")
        #expect(chmod(path, 0o600) == 0)
        #expect(try await test.finding("audit.writable").status == .pass)
        try Data("no database, no log, but longer than a header\n".utf8 + Data(count: 600)).write(
            to: URL(fileURLWithPath: path))
        #expect(chmod(path, 0o600) == 0)
        try await expectRefused("not a database")
    }

    // found: W14
    @Test func `the check records nothing, makes nothing, and names a key that can't sign`() async throws {
        let test = try test(nil)
        let path = try #require(test.workstation.auditLog)
        #expect(try await test.finding("audit.writable").status == .pass)
        #expect(!FileManager.default.fileExists(atPath: (path as NSString).deletingLastPathComponent))
        _ = try await log(at: path)
        let before = FileManager.default.contents(atPath: path)
        #expect(try await test.finding("audit.writable").status == .pass)
        #expect(FileManager.default.contents(atPath: path) == before)
        try Data("no key".utf8).write(to: URL(fileURLWithPath: path + ".key"))
        #expect(chmod(path + ".key", 0o600) == 0)
        let finding = try await test.finding("audit.writable")
        #expect(finding.status == .warn && finding.blocks.isEmpty, "\(finding.summary)")
    }

    @Test func `a sound log is verified and counted`() async throws {
        let test = try test(nil)
        let path = try #require(test.workstation.auditLog)
        _ = try await log(at: path)
        #expect(try await test.finding("audit.writable").status == .pass)
        #expect(try await test.finding("audit.space").status == .pass)
        let finding = try await test.finding("audit.verified")
        #expect(finding.status == .pass, "\(finding.summary)")
        #expect((finding.evidence["events"]?.integer ?? 0) > 0)
    }

    @Test func `a log that was damaged is reported, and stops only the looking into it`() async throws {
        let test = try test(nil)
        let path = try #require(test.workstation.auditLog)
        _ = try await log(at: path)
        let backup = try Data(contentsOf: URL(fileURLWithPath: path))
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.truncate(atOffset: 5000)
        try file.close()
        let finding = try await test.finding("audit.verified")
        #expect(finding.status == .fail)
        #expect(finding.blocks == [.audit])
        #expect(finding.remedies.contains { $0.next == [.verifyLog] })
        // The remedy's way back.
        try backup.write(to: URL(fileURLWithPath: path))
        #expect(try await test.finding("audit.verified").status == .pass)
    }

    @Test func `a full disk stops the work`() async throws {
        // The kernel's own file systems have no space at all (statfs(2)).
        let finding = try await test("/proc/audit.sqlite").finding("audit.space")
        #expect(finding.status == .fail)
        #expect(finding.blocks == [.unlock, .renew])
    }
}
