import AuditLog
import Foundation
import JSON
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

    @Test func `a log in a user's own folder is warned of where the workstation has a place for one`() async throws {
        var test = try test(nil)
        test.workstation.isAuditLogPersonal = true
        #expect(try await test.finding("audit.writable").status == .pass)
        try test.write("", to: "/var/lib/ra-workstation/audit.sqlite")
        let finding = try await test.finding("audit.writable")
        #expect(finding.status == .warn && finding.blocks.isEmpty)
        #expect(finding.remedies.flatMap(\.commands) == ["adduser NAME ra-workstation"])
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
        #expect(finding.remedies.contains { $0.commands == ["ra audit verify"] })
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
