import AuditLog
import Foundation
import Instants
import JSON
import TestSupport
import Testing

/// `ra readers` beside Debian's own reader lister, pcsc_scan (package pcsc-tools).
@Suite struct PeerTests {
    @Test func `pcsc_scan lists the same readers in the same order`() async throws {
        try await PrivateService.run(pairs: 3) { service in
            let peer = try await RaProcess.run(
                program: "/usr/bin/pcsc_scan", ["-r"], environment: service.environment)
            // "0: Virtual PCD 00 00", coloured or not.
            let listed = peer.standardOutput.matches(of: /(?m)^[^\n]*?[0-9]+: ([^\n\u{1B}]+)/).map { String($0.1) }
            let readers = try await service.readers().compactMap { $0["name"]?.string }
            #expect(readers.count == 6)
            #expect(listed.map { $0.trimmingCharacters(in: .whitespaces) } == readers, "\(peer.standardOutput)")
        }
    }
}

/// The release program, linked with all of Swift: `make test` builds it and names it in `RA_STATIC`.
@Suite(.enabled(if: StaticProgram.path != nil, "RA_STATIC names no program"))
struct StaticProgramTests {
    @Test func `a June time is shown an hour ahead of UTC`() async throws {
        let program = try #require(StaticProgram.path)
        let janitor = try Janitor()
        let log = janitor.folder + "/audit.sqlite"
        let june = try #require(UTCInstant(rfc3339: "2026-06-21T11:30:00Z"))
        var clock = LogClock.system()
        clock.now = { june }
        let context = LogContext(workstation: "TEST-1", site: nil, simulated: false, program: "test")
        _ = try await AuditLog.open(at: log, context: context, clock: clock)
        let outcome = try await RaProcess.run(program: program, ["audit", "list", "--audit-log", log])
        #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.contains("12:30"), "\(outcome.standardOutput)")
        #expect(!outcome.standardOutput.contains("11:30"))
    }

    @Test func `it needs no library of Swift's`() async throws {
        let program = try #require(StaticProgram.path)
        let libraries = try await RaProcess.run(program: "/usr/bin/ldd", [program])
        #expect(libraries.exitStatus == 0)
        #expect(libraries.standardOutput.contains("libpcsclite.so.1"))
        #expect(!libraries.standardOutput.lowercased().contains("swift"), "\(libraries.standardOutput)")
        #expect(!libraries.standardOutput.contains("not found"))
    }

    @Test func `listing two readers takes at most 40 MiB`() async throws {
        let program = try #require(StaticProgram.path)
        try await PrivateService.run { service in
            let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "peak-memory.py")
            let outcome = try await RaProcess.run(
                program: "/usr/bin/python3", [script.path(), program, "readers", "--json"],
                environment: service.environment)
            #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
            let peak = Int(outcome.standardOutput.filter(\.isNumber)) ?? 0
            #expect((1...40 * 1024).contains(peak), "\(peak) KiB")
        }
    }
}

private enum StaticProgram {
    static var path: String? {
        ProcessInfo.processInfo.environment["RA_STATIC"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
