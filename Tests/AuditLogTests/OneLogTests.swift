import Foundation
import JSON
import TestSupport
import Testing

@testable import AuditLog

/// One desk, one log.
@Suite struct OneLogTests {
    /// Runs a shell script in a mount namespace of its own, with `$D` a folder, `$RA` a program that anybody may run, and
    /// the workstation's shared place mounted from `$D/shared`.
    private func run(_ script: String) throws -> String {
        let scratch = try Scratch()
        let process = ChildProgram()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = [
            "-m", "sh", "-c",
            """
            chmod 711 "$D"; mkdir -m 755 "$D/bin" && cp "$RA_PROGRAM" "$D/bin/ra" && RA="$D/bin/ra"
            mount -t tmpfs -o size=1m,mode=755 tmpfs /var/lib || exit 1
            mkdir /var/lib/ra-workstation && chmod 2770 /var/lib/ra-workstation
            mkdir -m 777 "$D/home"; export HOME="$D/home"
            nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
            \(script)
            """,
        ]
        process.environment = [
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "SWIFT_BACKTRACE": "enable=no", "D": scratch.folder,
            "RA_PROGRAM": RaProcess.path,
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    // found: P6
    @Test(.enabled(if: geteuid() == 0, "only root can be someone else"), arguments: ["", "session"])
    func `who isn't in the group is refused before anything is asked, and gets no log of their own`(how: String) throws
    {
        let text = try run(
            """
            [ -z "\(how)" ] || "$RA" audit key >/dev/null 2>&1
            nobody "$RA" unlock --answers /dev/null; echo "status $?"
            nobody "$RA" audit list; echo "list $?"
            nobody "$RA" audit key; echo "key $?"
            find "$D/home" -type f | wc -l
            """)
        #expect(text.contains("group ra-workstation, then log in again"), "\(text)")
        #expect(text.contains("list 77\n") && text.contains("key 77\n"), "\(text)")
        #expect(text.hasSuffix("\n0\n"), "\(text)")
    }

    // found: P6
    @Test(.enabled(if: geteuid() == 0, "only root can be someone else"))
    func `a log that was named and can't be written is refused, whatever else there is`() throws {
        let text = try run(
            """
            mkdir -m 700 "$D/named"
            RA_AUDIT_LOG="$D/named/audit.sqlite" nobody "$RA" audit key; echo "status $?"
            find "$D/home" -type f | wc -l
            """)
        #expect(text.contains("ra: error: You may not use the audit log at ") && text.contains("status 77"), "\(text)")
        #expect(text.contains("ra: hint: Ask IT to let you read and write that file"), "\(text)")
        #expect(text.hasSuffix("\n0\n"), "\(text)")
    }

    // found: W9
    @Test func `the key is there before the first session, and so is the log`() async throws {
        let scratch = try Scratch()
        let place = scratch.folder + "/new/audit.sqlite"
        let first = try await RaProcess.run(["audit", "key", "--audit-log", place])
        #expect(first.exitStatus == 0, "\(first.standardError)")
        #expect(VerifierKey(first.standardOutput.trimmingCharacters(in: .newlines)) != nil)
        #expect(first.standardError.contains("it was made, with its key"))
        let second = try await RaProcess.run(["audit", "key", "--audit-log", place])
        #expect(second.standardOutput == first.standardOutput && second.standardError == "")
        #expect(try await LogVerifier.verify(place).findings == [])
        let impossible = try await RaProcess.run(["audit", "key", "--audit-log", "/proc/none/audit.sqlite"])
        #expect([74, 77].contains(impossible.exitStatus), "\(impossible.standardError)")
    }

    // found: W15
    @Test func `an at sign in a path, a reader's name or a desk's name stops nothing`() async throws {
        let scratch = try Scratch()
        let context = LogContext(workstation: "anna@osprey.local", site: "a@b", program: "tests")
        let log = try await AuditLog.open(at: scratch.log, context: context)
        let settings: [String: JSONValue] = [
            "file": "/home/anna@osprey.local/config.yaml", "pkcs11": ["/opt/x@2.1/module.so"],
            "retention": ["source": "ask ig@trust.nhs.uk"], "site": "a@b",
        ]
        let stored = try #require(try await log.record(settings: settings))
        #expect(
            try stored.json()["details"] == [
                "file": "/home/x@osprey.local/config.yaml", "pkcs11": ["/opt/x@2.1/module.so"],
                "retention": ["source": "ask x@trust.nhs.uk"], "site": "x@b",
            ])
        #expect(try await log.record(settings: settings) == nil)
        let facts: JSONValue = ["workstation": ["site": "a@b"], "holder": ["email": "listed"]]
        try await log.append(
            AuditEvent(
                .decisionTaken,
                decision: DecisionRecord(facts: facts, route: "ask", reasons: [], warnings: [], ruleSet: "r"),
                readers: ["Reader @ desk 4", "x@y Reader 00 00"]))
        // A person's address is refused as ever.
        await #expect(throws: AuditLogError.self) {
            try await log.append(AuditEvent(.factAnswered, details: ["value": "anna@nhs.net"]))
        }
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
    }

    // found: W15
    @Test func `an opening that fails leaves no file behind`() async throws {
        let scratch = try Scratch()
        let long = LogContext(workstation: String(repeating: "d", count: 70_000), program: "tests")
        let error = await #expect(throws: AuditLogError.self) {
            try await AuditLog.open(at: scratch.log, context: long)
        }
        await #expect(throws: AuditLogError.self) { try await AuditLog.rehearse(at: scratch.log, context: long) }
        guard case .mistake = error?.reason else { return #expect(error == nil) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder) == [])
    }

    // found: W15
    @Test func `an empty file in which nothing was ever recorded isn't called damaged, and gets a log`() async throws {
        let scratch = try Scratch()
        try Data().write(to: URL(fileURLWithPath: scratch.log))
        chmod(scratch.log, 0o600)
        let outcome = try await RaProcess.run(["audit", "verify", "--audit-log", scratch.log])
        #expect(outcome.exitStatus == 74 && outcome.standardError.contains("no event was ever recorded in it"))
        _ = try await AuditLog.open(at: scratch.log, context: .desk)
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
    }

    // found: F11
    @Test func `a symbolic link to a place where there is no log yet gets one there`() async throws {
        let scratch = try Scratch()
        let target = scratch.folder + "/elsewhere/deep/log.sqlite"
        try FileManager.default.createSymbolicLink(
            atPath: scratch.log, withDestinationPath: "elsewhere/deep/log.sqlite")
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        try await log.append(.sample())
        #expect(FileManager.default.fileExists(atPath: target))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.log) == "elsewhere/deep/log.sqlite")
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
    }

    // found: F11
    @Test func `a verify that is killed leaves no copy of the log behind`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        try await log.append(contentsOf: (0..<20_000).map { .sample($0) })
        let temporary = scratch.folder + "/tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: false)
        var (seen, kills) = (0, 0)
        for delay in stride(from: 50_000, through: 600_000, by: 50_000) {
            let process = ChildProgram()
            process.executableURL = URL(fileURLWithPath: RaProcess.path)
            process.arguments = ["audit", "verify", "--audit-log", scratch.log]
            process.environment = ["PATH": "/usr/bin:/bin", "TMPDIR": temporary, "SWIFT_BACKTRACE": "enable=no"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            usleep(UInt32(delay))
            let open =
                (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd")) ?? []
            seen +=
                open.contains { name in
                    let target = try? FileManager.default.destinationOfSymbolicLink(
                        atPath: "/proc/\(process.processIdentifier)/fd/\(name)")
                    return target?.contains("ra-verify-") == true
                } ? 1 : 0
            process.send(SIGKILL)
            process.waitUntilExit()
            kills += 1
            let left = FileManager.default.enumerator(atPath: temporary)?.compactMap { name -> Int? in
                let attributes = try? FileManager.default.attributesOfItem(atPath: "\(temporary)/\(name)")
                return attributes?[.type] as? FileAttributeType == .typeRegular ? attributes?[.size] as? Int : nil
            }
            #expect((left ?? []).allSatisfy { $0 == 0 }, "\(left ?? [])")
        }
        #expect(seen > 0, "of \(kills) kills none was while the copy was there")
    }
}
