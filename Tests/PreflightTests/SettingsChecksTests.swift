import Configuration
import Handbook
import JSON
import Preflight
import Testing

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

    @Test func `a workstation that isn't set up for renewals isn't ready for them`() async throws {
        var test = try TestWorkstation()
        #expect(try await test.finding("workstation.designated").status == .skip)
        test.workstation.configuration.designated = false
        #expect(try await test.finding("workstation.designated").blocks == [.renew])
        test.workstation.configuration.designated = true
        #expect(try await test.finding("workstation.designated").status == .pass)
    }
}
