import AuditLog
import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// `ra preflight` against the real service.
@Suite struct PreflightCommandTests {
    private func check(_ id: String, in document: JSONValue) -> JSONValue? {
        document["checks"]?.array?.first { $0["id"] == .string(id) }
    }

    @Test func `without a service the checks run, the verdicts are no, and audit stays possible`() async throws {
        let outcome = try await RaProcess.run(["preflight", "--json"])
        #expect(outcome.exitStatus == 0, "the checks ran")
        let document = try outcome.document()
        #expect(check("service.reachable", in: document)?["status"] == "fail")
        #expect(document["ready"]?["unlock"] == false)
        #expect(document["blockers"]?["unlock"]?.array?.first == "service.reachable")
        #expect(document["ready"]?["audit"] == true)
    }

    @Test(arguments: [("self-service", Int32(1)), ("unlock", 1), ("renew", 1), ("audit", 0)])
    func `with a job named the status is that job's`(job: String, status: Int32) async throws {
        #expect(try await RaProcess.run(["preflight", "--for", job]).exitStatus == status)
    }

    @Test func `two readers are ready for all jobs, with a warning that they are virtual`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([VirtualCard(atr: SampleATR.piv, responder: BlankCard())])
            let outcome = try await service.ra("preflight", "--for", "unlock", "--json")
            #expect(outcome.exitStatus == 0)
            let document = try outcome.document()
            #expect(
                Set(try #require(document.object).keys)
                    == ["schemaVersion", "at", "workstation", "site", "checks", "ready", "blockers"])
            #expect(document["ready"] == ["self-service": true, "unlock": true, "renew": true, "audit": true])
            #expect(document["blockers"] == [:])
            #expect(check("readers.virtual", in: document)?["status"] == "warn")
            #expect(check("readers.count", in: document)?["status"] == "pass")
            #expect(check("cards.present", in: document)?["evidence"]?["0"] == .string(SampleATR.pivText))
            for check in document["checks"]?.array ?? [] {
                #expect(check["status"] != "crashed", "\(check)")
                #expect((check["milliseconds"]?.integer ?? -1) >= 0)
            }
            #expect(slots[0].card?.exchanges == [], "a preflight sends nothing to a card")
        }
    }

    @Test func `no reader at all blocks the jobs with cards`() async throws {
        try await PrivateService.run(pairs: 0) { service in
            let document = try await service.ra("preflight", "--json", "--only", "readers.count").document()
            #expect(document["blockers"]?["self-service"]?.array?.first == "readers.count")
            #expect(document["checks"]?.array?.count == 1)
        }
    }

    @Test func `a card held by another program or mute is told of until it is let go and taken out`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { service in
                service.useInThisProcess()
                func state() async throws -> JSONValue {
                    let outcome = try await service.ra("preflight", "--only", "readers.state", "--json")
                    return try #require(try outcome.document()["checks"]?.array?.first)
                }
                let slots = try await service.insert([
                    VirtualCard(atr: SampleATR.piv, responder: BlankCard()),
                    VirtualCard(atr: SampleATR.mute, responder: BlankCard()),
                ])
                var other = OtherProgram(reader: "Virtual PCD 00 00", exclusive: true)
                #expect(other != nil)
                let both = try await state()
                #expect(both["status"] == "warn")
                #expect(both["evidence"] == ["0": "exclusive", "1": "mute"])
                #expect(both["remedies"]?.array?.count == 3)
                // As the remedies have it: the other program is closed, the card taken out.
                other = nil
                slots[1].remove()
                try await eventually("the readers are well") { try await state()["status"] == "pass" }
            }
        }
    }

    @Test(arguments: [
        ("site: cossham", "unlock", "site.limits"), ("site: ospery", "unlock", "site.limits"),
        ("designated: false", "renew", "workstation.designated"),
    ])
    func `what the settings say of site and workstation stops a job, until it is corrected`(
        setting: String, job: String, check: String
    ) async throws {
        let janitor = try Janitor()
        let file = janitor.folder + "/config.yaml"
        let arguments = ["preflight", "--for", job, "--only", check, "--json", "--config", file]
        try (setting + "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let stopped = try await RaProcess.run(arguments)
        #expect(stopped.exitStatus == 1)
        #expect(try stopped.document()["blockers"]?[job]?.array?.first == .string(check))
        try "site: osprey\ndesignated: true\n".write(toFile: file, atomically: true, encoding: .utf8)
        let corrected = try await RaProcess.run(arguments).document()
        #expect(corrected["blockers"]?[job]?.array?.contains(.string(check)) == false)
    }

    /// Real: a file system of 64 MiB that fills up.
    @Test func `a disk that fills up is warned of, then stops the work, until there is room again`() async throws {
        let janitor = try Janitor()
        let option = try #require(Namespace.usual)
        let script = """
            mount -t tmpfs -o size=64m tmpfs "$1"
            look() { "$2" preflight --only audit.space --audit-log "$1/audit.sqlite" --for unlock | grep -oE '^(pass|WARN|FAIL)'; }
            look "$1" "$2"; head -c 30000000 /dev/zero > "$1/fill"; look "$1" "$2"
            cat /dev/zero > "$1/fill" 2>&-; look "$1" "$2"; rm "$1/fill"; look "$1" "$2"
            """
        let outcome = try await RaProcess.run(
            program: "/usr/bin/unshare", [option, "sh", "-c", script, "sh", janitor.folder, RaProcess.path])
        #expect(outcome.standardOutput == "pass\nWARN\nFAIL\npass\n", "\(outcome.standardError)")
    }

    @Test func `NHS Credential Management is looked for on this computer, unless CIM is on another`() async throws {
        func status(_ options: String...) async throws -> JSONValue? {
            let arguments = ["preflight", "--only", "network.card-port", "--json"] + options
            return try await RaProcess.run(arguments).document()["checks"]?.array?.first?["status"]
        }
        // Somebody's own on this computer would be found.
        #expect([.string("warn"), .string("pass")].contains(try await status()))
        let janitor = try Janitor()
        let file = janitor.folder + "/config.yaml"
        try "cim: other-computer\n".write(toFile: file, atomically: true, encoding: .utf8)
        #expect([.string("skip"), .string("pass")].contains(try await status("--config", file)))
    }

    @Test func `a dead, a hung, a refusing and a mismatched service are told apart, each with a remedy`() async throws {
        func condition(_ environment: [String: String]) async throws -> JSONValue? {
            let outcome = try await RaProcess.run(
                ["preflight", "--only", "service.reachable", "--json"], environment: environment)
            let found = check("service.reachable", in: try outcome.document())
            #expect((found?["remedies"] == []) == (found?["status"] == "pass"))
            return found?["evidence"]?["condition"]
        }
        let expectations: [(ScriptedServer.Behaviour, JSONValue)] = [
            (.refuses, "refused"), (.otherVersion, "wrongVersion"), (.silent, "hung"),
        ]
        for (behaviour, word) in expectations {
            let service = try ScriptedServer(behaviour)
            #expect(try await condition(service.environment) == word)
            withExtendedLifetime(service) {}
        }
        #expect(try await condition([:]) == "absent")
        try await PrivateService.run { service in
            let running = try await condition(service.environment)
            #expect(running == "running")
            service.kill()
            let dead = try await condition(service.environment)
            #expect(dead == "dead")
        }
    }

    @Test func `a user whom the service refuses gets status 77`() async throws {
        let service = try ScriptedServer(.refuses)
        let outcome = try await RaProcess.run(["readers"], environment: service.environment)
        withExtendedLifetime(service) {}
        #expect(outcome.exitStatus == 77)
        // Whom it refuses beside, and why, depends on this computer's polkit: see RefusedUserTests.
        #expect(outcome.standardError.contains("The card service refuses"))
    }

    @Test func `waiting ends when the service comes, and not before`() async throws {
        try await PrivateService.run { service in
            service.kill()
            let early = try await service.ra("preflight", "--for", "unlock", "--wait", "1")
            #expect(early.exitStatus == 1)
            async let late = service.ra("preflight", "--for", "unlock", "--wait", "30")
            try await Task.sleep(for: .milliseconds(500))
            try service.start()
            #expect(try await late.exitStatus == 0)
        }
    }

    @Test func `a report for IT is complete and holds nothing of the cards but their ATR`() async throws {
        let janitor = try Janitor()
        let file = janitor.folder + "/report.txt"
        let outcome = try await RaProcess.run(
            ["preflight", "--simulate", "two-readers", "--report", file, "--network"],
            environment: ["HOME": "/home/sam.operator"])
        #expect(outcome.exitStatus == 0)
        let report = try String(contentsOfFile: file, encoding: .utf8)
        #expect(report.contains("Evidence") && report.contains("readers.count"))
        #expect(report.contains("Ready for unlock: yes") || report.contains("Ready for unlock: no"))
        // The scenario's people and their numbers; no twelve digits in a row at all.
        for personal in ["000111222333", "000444555666", "Sam", "Chris", "sam.operator"] {
            #expect(!report.contains(personal), "\(personal)")
        }
        #expect(!report.contains(/[0-9]{12}/))
    }

    private func listedChecks() async throws -> [String] {
        let outcome = try await RaProcess.run(["preflight", "--list"])
        return outcome.standardOutput.split(separator: "\n").compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
    }

    @Test func `a report that can't be written is trouble with a file, and the results are shown all the same`()
        async throws
    {
        let janitor = try Janitor()
        for place in ["/nonexistent/r.txt", janitor.folder] {
            let outcome = try await RaProcess.run(["preflight", "--only", "clock.sane", "--report", place])
            #expect(outcome.exitStatus == 74)
            #expect(outcome.standardOutput.contains("pass   Clock: "))
            #expect(outcome.standardError.contains("ra: error: The report \(place) can't be written."))
        }
    }

    /// Real: a file system of 8 KiB that is full.
    @Test func `a report on a full disk leaves what is there, and says why`() async throws {
        let janitor = try Janitor()
        let option = try #require(Namespace.usual)
        let script = """
            mount -t tmpfs -o size=8k tmpfs "$1" && cd "$1" && echo old > r.txt && cat /dev/zero > fill 2>&-
            "$2" preflight --only clock.sane --report "$1/r.txt"; echo "status $?"; ls -A; cat r.txt
            """
        let outcome = try await RaProcess.run(
            program: "/usr/bin/unshare", [option, "sh", "-c", script, "sh", janitor.folder, RaProcess.path])
        #expect(outcome.standardOutput.hasSuffix("status 74\nfill\nr.txt\nold\n"), "\(outcome.standardOutput)")
        #expect(outcome.standardError.contains("can't be written: there is no space left."))
    }

    /// An atomic write would put a file in its place.
    @Test func `a report into a pipe or through a link leaves both there`() async throws {
        let janitor = try Janitor()
        let script = """
            cd "$1" && mkfifo pipe && echo old > real && ln -s real link
            cat pipe > got & "$2" preflight --only clock.sane --report pipe > said && wait && test -p pipe && grep -c Clock got
            "$2" preflight --only clock.sane --report link > said && grep -c Clock link
            """
        let outcome = try await RaProcess.run(
            program: "/bin/sh", ["-c", script, "sh", janitor.folder, RaProcess.path])
        #expect(outcome.standardOutput == "1\n1\n", "\(outcome.standardError)")
    }

    @Test func `what was skipped is one line, unless all is asked for`() async throws {
        let brief = try await RaProcess.run(["preflight", "--simulate", "two-readers"]).standardOutput
        #expect(brief.split(separator: "\n").count { $0.hasPrefix("[simulated] skip") } == 1)
        #expect(brief.contains("checks were skipped"))
        let complete = try await RaProcess.run(["preflight", "--simulate", "two-readers", "--verbose"]).standardOutput
        #expect(complete.split(separator: "\n").count { $0.hasPrefix("[simulated] skip") } > 5)
        #expect(complete.contains("[simulated] skip   Readers on USB: Doesn't apply to a simulated desk."))
    }

    @Test func `the verdict comes last, after what stands in the way and what to do`() async throws {
        let outcome = try await RaProcess.run(["preflight", "--for", "unlock"])
        let lines = outcome.standardOutput.split(separator: "\n").map(String.init)
        #expect(lines.last == "Ready for unlock: no, because of service.reachable")
        let trouble = try #require(lines.firstIndex { $0.hasPrefix("FAIL   Card service [service.reachable]: ") })
        #expect(lines[trouble...].contains { $0.hasPrefix("       IT: ") })
        #expect(!lines[trouble...].contains { $0.hasPrefix("pass") || $0.hasPrefix("skip") })
    }

    // found: W10
    @Test func `a job is not called ready by checks that weren't made`() async throws {
        let arguments = ["preflight", "--for", "unlock", "--only", "clock.sane"]
        let outcome = try await RaProcess.run(arguments)
        #expect(outcome.exitStatus == 1)
        #expect(outcome.standardOutput.contains("Ready for unlock: not checked; needs service.reachable,"))
        let document = try await RaProcess.run(arguments + ["--json"]).document()
        #expect(document["ready"]?["unlock"] == false)
        #expect(
            document["blockers"]?["unlock"] == [
                "service.reachable", "driver.bundle", "readers.count", "cards.connect", "site.limits",
                "audit.writable", "audit.space",
            ])
    }

    @Test func `an interrupt ends the wait at once`() async throws {
        let child = try ChildProcess([
            "env", "-i", "PCSCLITE_CSOCK_NAME=/nonexistent", RaProcess.path, "preflight", "--for", "unlock", "--wait",
            "60",
        ])
        try await Task.sleep(for: .milliseconds(500))
        let start = ContinuousClock.now
        child.send(SIGINT)
        child.waitUntilEnded()
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `the system's report that isn't there is trouble with a file, and --last stands alone`() async throws {
        if !FileManager.default.fileExists(atPath: "/run/ra-workstation/preflight.txt") {
            for form in [[], ["--json"]] {
                let none = try await RaProcess.run(["preflight", "--last"] + form)
                #expect(none.exitStatus == 74)
                #expect(none.standardError.contains("ra: hint: ra-preflight.service makes it"))
            }
        }
        for other in [["--network"], ["--report", "x"], ["--list"], ["--only", "clock.sane"], ["--wait", "1"]] {
            #expect(try await RaProcess.run(["preflight", "--last"] + other).exitStatus == 64, "\(other)")
        }
    }

    @Test func `every check can be listed and explained`() async throws {
        let ids = try await listedChecks()
        #expect(ids.contains("readers.count") && ids.contains("readers.virtual"))
        let outcome = try await RaProcess.run(["preflight", "--explain", ids.joined(separator: ",")])
        #expect(outcome.exitStatus == 0)
        for id in ids { #expect(outcome.standardOutput.contains("(\(id))")) }
        #expect(outcome.standardOutput.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `a preflight is recorded where there is a log, and says so where there is none`() async throws {
        let janitor = try Janitor()
        let log = janitor.folder + "/audit.sqlite"
        let arguments = ["preflight", "--only", "clock.sane", "--for", "audit", "--audit-log", log]
        let without = try await RaProcess.run(arguments)
        #expect(without.exitStatus == 1)
        #expect(without.standardError.contains("There is no audit log here, so this preflight is not recorded."))
        #expect(!FileManager.default.fileExists(atPath: log))
        _ = try await AuditLog.open(
            at: log, context: LogContext(workstation: "TEST-1", site: nil, simulated: false, program: "test"))
        let with = try await RaProcess.run(arguments)
        #expect(with.exitStatus == 1, "\(with.standardError)")
        let export = try await RaProcess.run(["audit", "export", "--audit-log", log])
        #expect(export.standardOutput.contains(#""event":"preflight.run""#), "\(export.standardError)")
        // found: F9: one shape, whoever ran it; what a person asked about and a session asks about
        #expect(export.standardOutput.contains(#""ready":{"audit":false}"#))
        #expect(export.standardOutput.contains(#""blockers":["audit.writable","audit.verified"]"#))
        #expect(export.standardOutput.contains(#""failed":[]"#))
    }

    @Test func `a report for programs is the document of --json, and a check is explained to them too`() async throws {
        let folder = NSTemporaryDirectory() + "report-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reports = ["--report", folder + "/r.txt", "--report", folder + "/r.json"]
        let outcome = try await RaProcess.run(
            ["preflight", "--simulate", "two-readers", "--only", "clock.sane"] + reports)
        #expect(outcome.exitStatus == 0)
        let document = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: folder + "/r.json")))
        #expect(document["checks"]?.array?.compactMap { $0["id"]?.string } == ["clock.sane"])
        #expect(try String(contentsOfFile: folder + "/r.txt", encoding: .utf8).contains("simulated desk"))
        let explained = try await RaProcess.run(["preflight", "--explain", "clock.sane", "--json"])
        let check = try JSONValue(parsing: Data(explained.standardOutput.utf8))["checks"]?.array?.first
        #expect(check?["id"] == "clock.sane" && check?["explanation"]?.string?.isEmpty == false)
    }
}
