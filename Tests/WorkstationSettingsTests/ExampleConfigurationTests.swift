import Foundation
import Testing
import WorkstationSettings

/// The example that is installed beside the program.
@Suite struct ExampleConfigurationTests {
    private let text: String

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/config.yaml")
        text = try String(contentsOf: file, encoding: .utf8)
    }

    @Test func `as it stands it changes nothing`() throws {
        var asItComes = WorkstationConfiguration()
        asItComes.file = "/etc/ra-workstation/config.yaml"
        #expect(try WorkstationConfiguration(yaml: text, file: "/etc/ra-workstation/config.yaml") == asItComes)
    }

    /// Remarks have one space after their sign; settings have none, or their own indentation.
    @Test func `with every setting taken into use it is read, and leaves none at its default`() throws {
        let settings = text.split(separator: "\n").filter { $0.prefixMatch(of: /# \S/) == nil }
            .map { $0.dropFirst() }.joined(separator: "\n")
        let example = try WorkstationConfiguration(yaml: settings, file: "/etc/ra-workstation/config.yaml")
        let asItComes = Mirror(reflecting: WorkstationConfiguration())
        for (set, unset) in zip(Mirror(reflecting: example).children, asItComes.children)
        where set.label != "verifySeconds" {
            #expect("\(set.value)" != "\(unset.value)", "\(set.label ?? "")")
        }
    }
}
