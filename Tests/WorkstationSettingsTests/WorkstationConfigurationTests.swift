import CallGuide
import Handbook
import StrictYAML
import Testing
import WorkstationSettings

@Suite struct WorkstationConfigurationTests {
    private func settings(_ text: String) throws -> WorkstationConfiguration {
        try WorkstationConfiguration(yaml: text, file: "/etc/ra/config.yaml")
    }

    @Test(arguments: [
        ("siet: osprey", "1: siet: is not known here"),
        ("site: osprey\noperator:\n  role: boss", "3: operator.role: must be one of shift-manager, "),
        ("operator:\n  cimRole: ra", "2: operator.cimRole: must be one of ram, "),
        ("readers:\n  operator:\n    index: 0", "3: readers.operator.index: is not known here"),
        ("readers:\n  operator: {serial: A, name: B}", "2: readers.operator: must have either serial or name"),
        ("readers:\n  operator: {serial: A}\n  holder: {serial: A}", "3: readers.holder: must be another reader"),
        ("cim: elsewhere", "1: cim: must be one of same-computer, other-computer"),
        ("retention: {years: 6}", "1: retention: must have years and source"),
        ("verify: {seconds: 9999}", "1: verify.seconds: must be a whole number from 0 to 600"),
        ("digitalSupport: [Mon-Fri 08:00-18:00, Mon 17:00-19:00]", "1: digitalSupport.2: overlaps hours"),
        ("digitalSupport: {Mon-Fri: 18:00-08:00}", "1: digitalSupport.Mon-Fri: ends before it begins"),
        ("digitalSupport: [Noday 08:00-18:00]", "1: digitalSupport.1: must be week days and times"),
        ("digitalSupport: []", "1: digitalSupport: must name at least one day"),
        ("designated: perhaps", "1: designated: must be true or false"),
        ("pkcs11: a.so", "1: pkcs11: must be a list"),
        ("site: ''", "1: site: must be text"),
        ("site: [", "is not YAML"),
    ])
    func `a mistake names file, line and key`(text: String, expected: String) throws {
        let mistake = #expect(throws: YAMLMistake.self) { try settings(text) }
        let description = try #require(mistake).description
        #expect(description.hasPrefix("/etc/ra/config.yaml:"))
        #expect(description.contains(expected), "\(description)")
    }

    @Test func `an empty file leaves everything as it comes`() throws {
        var expected = WorkstationConfiguration()
        expected.file = "/etc/ra/config.yaml"
        #expect(try settings("") == expected)
        #expect(expected.retention == nil, "local policy sets how long a log is kept; nothing is assumed")
    }

    @Test func `every setting is read, and a relative path counts from the file's folder`() throws {
        let read = try settings(
            """
            workstation: OSP-DESK-2
            site: osprey
            siteData: site.yaml
            digitalSupport: [Mon-Fri 08:00-18:00, Sat 09:00-12:00]
            designated: true
            operator: {role: shift-manager, cimRole: raa}
            readers:
              operator: {serial: "00071"}
              holder: {name: HID Global}
            cim: other-computer
            auditLog: /var/lib/ra/audit.db
            retention: {years: 6, source: Records policy 4.2}
            pkcs11: [/usr/lib/opensc-pkcs11.so, vendor/p11.so]
            verify: {seconds: 45}
            """)
        #expect(read.workstation == "OSP-DESK-2")
        #expect(read.site == "osprey")
        #expect(read.siteData == "/etc/ra/site.yaml")
        #expect(read.digitalSupport?.days.map(\.count) == [1, 1, 1, 1, 1, 1, 0])
        #expect(read.designated == true)
        #expect(read.operatorRole == .shiftManager)
        #expect(read.cimRole == .registrationAuthorityAgent)
        #expect(read.readers == ReaderAssignment(operator: .serial("00071"), holder: .name("HID Global")))
        #expect(read.cim == .otherComputer)
        #expect(read.auditLog == "/var/lib/ra/audit.db")
        #expect(read.retention == Retention(years: 6, source: "Records policy 4.2"))
        #expect(read.pkcs11Modules == ["/usr/lib/opensc-pkcs11.so", "/etc/ra/vendor/p11.so"])
        #expect(read.verifySeconds == 45)
    }
}
