import Handbook
import JSON
import PCSC
import Preflight
import Testing
import WorkstationSettings

@Suite struct SettingsChecksTests {
    @Test func `a file that the configuration names has to be there`() async throws {
        var test = try TestWorkstation()
        #expect(try await test.finding("configuration").status == .warn)
        test.workstation.configuration.file = "/etc/ra-workstation/config.yaml"
        test.workstation.configuration.pkcs11Modules = ["/usr/lib/vendor.so"]
        let missing = try await test.finding("configuration")
        #expect(missing.status == .fail && missing.summary.contains("/usr/lib/vendor.so"))
        try test.write("", to: "/usr/lib/vendor.so")
        let unset = try await test.finding("configuration")
        #expect(unset.status == .warn && unset.summary.contains("site and operator.role"))
        test.workstation.configuration.site = "osprey"
        test.workstation.configuration.operatorRole = .shiftManager
        #expect(try await test.finding("configuration").status == .pass)
    }

    @Test func `without a configuration the remedy puts the installed example in its place`() async throws {
        let test = try TestWorkstation()
        #expect(try await test.finding("configuration").remedies.first?.commands == [])
        try test.write("#site: osprey\n", to: "/usr/local/share/doc/ra-workstation/examples/config.yaml")
        #expect(
            try await test.finding("configuration").remedies.first?.commands == [
                "install -D -m 644 /usr/local/share/doc/ra-workstation/examples/config.yaml "
                    + "/etc/ra-workstation/config.yaml"
            ])
    }

    @Test func `a workstation that isn't set up for renewals isn't ready for them`() async throws {
        var test = try TestWorkstation()
        #expect(try await test.finding("workstation.designated").status == .skip)
        test.workstation.configuration.designated = false
        #expect(try await test.finding("workstation.designated").blocks == [.renew])
        test.workstation.configuration.designated = true
        #expect(try await test.finding("workstation.designated").status == .pass)
    }
}

@Suite struct SiteChecksTests {
    private struct Mistake: Error {}

    private func finding(site: String?) async throws -> Finding {
        var test = try TestWorkstation()
        test.workstation.configuration.site = site
        return try await test.finding("site.limits")
    }

    @Test func `a second reader is not allowed at Cossham`() async throws {
        let finding = try await finding(site: "cossham")
        #expect(finding.status == .warn)
        #expect(finding.blocks == [.unlock, .renew])
        #expect(finding.summary.contains("A second reader is not allowed here."))
        #expect(finding.summary.contains("Self-service unlock may not work here."))
    }

    @Test func `self-service may not work at Clevedon, which stops nothing`() async throws {
        let finding = try await finding(site: "clevedon")
        #expect(finding.status == .warn && finding.blocks.isEmpty)
    }

    @Test func `other sites have no limits, and no site is no limit`() async throws {
        #expect(try await finding(site: "osprey").status == .pass)
        #expect(try await finding(site: nil).status == .skip)
    }

    @Test func `a site that isn't known stops assisted work, with the sites that are`() async throws {
        let finding = try await finding(site: "ospery")
        #expect(finding.status == .fail && finding.blocks == [.unlock, .renew])
        #expect(finding.remedies.first?.text.contains("osprey, marksbury-road") == true)
    }

    @Test func `a site's own data that can't be used is told with its mistake`() async throws {
        var test = try TestWorkstation()
        test.workstation.practice = { throw Mistake() }
        let finding = try await test.finding("site.limits")
        #expect(finding.status == .fail && finding.summary.contains("Mistake"))
    }
}
