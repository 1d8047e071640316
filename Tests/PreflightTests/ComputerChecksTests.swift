import Instants
import JSON
import PCSC
import ReaderHardware
import Testing
import WorkstationSettings

@testable import Preflight

@Suite struct ComputerChecksTests {
    @Test(arguments: [
        (ServiceCondition.absent, "not installed", "absent"), (.dead, "has stopped", "dead"),
        (.socketClosedToUser, "may not open", "socketClosedToUser"), (.refused, "refuses this user", "refused"),
        (.wrongVersion, "different versions", "wrongVersion"), (.hung(seconds: 5), "within 5 seconds", "hung"),
    ])
    func `each condition of the service has its own sentence and remedy`(
        condition: ServiceCondition, words: String, code: String
    ) async throws {
        var test = try TestWorkstation()
        test.workstation.service = Shared { condition }
        let finding = try await test.finding("service.reachable")
        #expect(finding.status == .fail)
        #expect(finding.summary.contains(words))
        #expect(finding.evidence["condition"] == .string(code))
        #expect(!finding.remedies.isEmpty)
        #expect(finding.blocks == [.selfService, .unlock, .renew])
    }

    @Test func `a service that is installed and not running has another remedy than one that isn't installed`()
        async throws
    {
        var test = try TestWorkstation()
        test.workstation.service = Shared { .absent }
        #expect(
            try await test.finding("service.reachable").remedies.first?.commands == ["apt-get install pcscd libccid"])
        try test.write("", to: "/usr/sbin/pcscd")
        let finding = try await test.finding("service.reachable")
        #expect(finding.remedies.first?.commands == ["systemctl enable --now pcscd.socket"])
    }

    @Test func `a service that starts on demand is told from one that runs, and from one that doesn't come`()
        async throws
    {
        var test = try TestWorkstation(readers: [.test(0)])
        func start(_ listener: Int32?) -> ServiceStart { ServiceStart(listener: listener, root: test.root) }
        #expect(start(nil) == .unknown)
        #expect(start(1) == .unknown, "no /proc")
        try test.write("systemd\n", to: "/proc/1/comm")
        #expect(start(1) == .notStarted)
        try test.write("pcscd\n", to: "/proc/417/comm")
        #expect(start(1) == .onDemand)
        #expect(start(417) == .itself)

        #expect(try await test.finding("service.reachable").summary == "The card service answers.")
        #expect(try await test.finding("service.reachable").evidence["start"] == nil)
        test.workstation.serviceStart = Shared { .onDemand }
        let running = try await test.finding("service.reachable")
        #expect(running.status == .pass && running.summary == "The card service answers; it starts on demand.")
        #expect(running.evidence["start"] == "onDemand")
        test.workstation.service = Shared { .hung(seconds: 5) }
        #expect(try await test.finding("service.reachable").evidence["condition"] == "hung", "pcscd runs")
        test.workstation.serviceStart = Shared { .notStarted }
        let waiting = try await test.finding("service.reachable")
        #expect(waiting.status == .fail && waiting.blocks == Job.withCards)
        #expect(waiting.evidence["condition"] == "notStarted")
        #expect(waiting.remedies.first?.commands.contains("systemctl status pcscd.socket pcscd") == true)
        // Who is refused at each call isn't called once more for this.
        test.workstation.service = Shared { .refused }
        test.workstation.serviceStart = Shared {
            Issue.record("called")
            return .unknown
        }
        #expect(try await test.finding("service.reachable").evidence["condition"] == "refused")
    }

    @Test func `a driver that isn't installed stops card work unless readers are served without it`() async throws {
        let missing = try await TestWorkstation().finding("driver.bundle")
        #expect(missing.status == .fail && missing.blocks == Job.withCards)
        #expect(try await TestWorkstation(readers: [.test(0)]).finding("driver.bundle").status == .warn)
        let test = try TestWorkstation()
        try test.write("", to: "/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist")
        #expect(try await test.finding("driver.bundle").status == .pass)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", false), ("2026-05-31T23:59:59Z", false), ("2026-06-01T00:00:00Z", true),
        ("2042-04-06T23:59:59Z", true), ("2042-04-07T00:00:00Z", false),
    ])
    func `an impossible time stops everything that counts days`(time: String, isPossible: Bool) async throws {
        var test = try TestWorkstation()
        test.workstation.now = try #require(UTCInstant(rfc3339: time))
        let finding = try await test.finding("clock.sane")
        #expect(finding.status == (isPossible ? .pass : .fail))
        #expect(finding.blocks == (isPossible ? [] : Set(Job.allCases)))
    }

    @Test(arguments: [(Bool?.some(true), Finding.Status.pass), (false, .warn), (nil, .skip)])
    func `a clock that nothing keeps right is warned of`(answer: Bool?, status: Finding.Status) async throws {
        var test = try TestWorkstation()
        test.workstation.isClockSynchronised = { answer }
        #expect(try await test.finding("clock.synchronised").status == status)
    }

    @Test func `the kernel can be asked for its clock`() {
        #expect(kernelClockIsSynchronised() != nil)
    }

    @Test func `polkit and ssh together are warned of, and so is a container`() async throws {
        var test = try TestWorkstation()
        #expect(try await test.finding("session.place").status == .pass)
        test.workstation.environment = ["SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"]
        #expect(try await test.finding("session.place").summary == "This is a session over ssh.")
        try test.write("", to: "/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy")
        // polkit may have a rule that lets this user in: who was served isn't refused.
        #expect(try await test.finding("session.place").status == .pass)
        test.workstation.service = Shared { .refused }
        #expect(try await test.finding("session.place").status == .warn)
        try test.write("polkitd\n", to: "/proc/417/comm")
        test.workstation.user = 1000
        #expect(try await test.finding("session.place").remedies.last?.commands.last == "adduser NAME ra-workstation")
        let without = try await test.finding("session.place").summary
        try test.write("org.debian.pcsc-lite.access_pcsc", to: "/usr/share/polkit-1/rules.d/50-ra-workstation.rules")
        let withRule = try await test.finding("session.place")
        #expect(withRule.summary != without && withRule.summary.contains("doesn't let this user in"))
        #expect(!withRule.remedies.contains { $0.audience == .operator })
        let container = try TestWorkstation()
        try container.write("docker\n", to: "/run/systemd/container")
        #expect(try await container.finding("session.place").summary.hasPrefix("This is a container"))
    }

    @Test func `programs that use cards are named, and scdaemon is warned of`() async throws {
        var test = try TestWorkstation()
        #expect(try await test.finding("service.clients").summary == "No other program is seen to use cards.")
        let library = "7f00-7f01 r-xp 0 08:01 1 /usr/lib/x86_64-linux-gnu/libpcsclite.so.1.0.0\n"
        try test.write(library, to: "/proc/41/maps")
        try test.write("opensc-tool\n", to: "/proc/41/comm")
        try test.write("7f00-7f01 r-xp 0 08:01 1 /usr/lib/libc.so.6\n", to: "/proc/42/maps")
        try test.write("bash\n", to: "/proc/42/comm")
        let finding = try await test.finding("service.clients")
        #expect(finding.status == .pass)
        #expect(finding.evidence["programs"] == ["opensc-tool"])
        try test.write(library, to: "/proc/43/maps")
        try test.write("scdaemon\n", to: "/proc/43/comm")
        let warned = try await test.finding("service.clients")
        #expect(warned.status == .warn)
        // As the remedy has it.
        #expect(warned.remedies.first?.commands.first == "echo pcsc-shared >> ~/.gnupg/scdaemon.conf")
        test.workstation.environment["HOME"] = "/home/anna"
        try test.write("disable-ccid\npcsc-shared\n", to: "/home/anna/.gnupg/scdaemon.conf")
        #expect(try await test.finding("service.clients").status == .pass)
    }

    @Test func `service and library of different versions are warned of`() async throws {
        let test = try TestWorkstation()
        #expect(try await test.finding("software.versions").status == .skip)
        func status(library: String) -> String {
            """
            Package: libpcsclite1
            Status: install ok installed
            Version: \(library)

            Package: pcscd
            Status: install ok installed
            Version: 1.9.9-2

            Package: libccid
            Status: deinstall ok config-files
            Version: 1.5.2-1

            """
        }
        try test.write(status(library: "2.0.1-1"), to: "/var/lib/dpkg/status")
        #expect(try await test.finding("software.versions").status == .warn)
        try test.write(status(library: "1.9.9-2"), to: "/var/lib/dpkg/status")
        let finding = try await test.finding("software.versions")
        #expect(finding.status == .pass)
        #expect(finding.summary == "Installed: pcscd 1.9.9-2, libpcsclite1 1.9.9-2.")
        // What the version means, and how many readers the driver knows.
        #expect(finding.evidence["meaning"]?.array?.count == 2)
        #expect(finding.evidence["driverModels"] == nil)
        try test.write(HardwareChecksTests.plist, to: "/etc/libccid_Info.plist")
        try test.write(status(library: "2.3.1-1"), to: "/var/lib/dpkg/status")
        let newer = try await test.finding("software.versions")
        #expect(newer.evidence["meaning"] == nil)
        #expect(newer.evidence["driverModels"] == 1)
    }

    @Test func `a browser is looked for where CIM is on this computer`() async throws {
        var test = try TestWorkstation()
        #expect(try await test.finding("browser").status == .warn)
        try test.write("", to: "/usr/bin/microsoft-edge")
        #expect(try await test.finding("browser").status == .pass)
        test.workstation.configuration.cim = .otherComputer
        #expect(try await test.finding("browser").status == .skip)
    }
}
