import StrictYAML
import Testing
import WorkstationSettings

// found: F13
@Suite struct PlainSettingsTests {
    @Test(arguments: ["010", "08", "-01", "0x10", "0o17", "1_0", "1:30"])
    func `a number that YAML reads in its own way is refused with its place`(number: String) throws {
        let text = "site: osprey\nretention: {years: \(number), source: policy}\n"
        let mistake = #expect(throws: YAMLMistake.self) { try WorkstationConfiguration(yaml: text, file: "c.yaml") }
        #expect(mistake?.file == "c.yaml")
        #expect(mistake?.line == 2)
        #expect(mistake?.key == "retention.years")
    }

    @Test func `ten years are ten years`() throws {
        let text = "retention: {years: 10, source: policy}"
        #expect(try WorkstationConfiguration(yaml: text, file: "c.yaml").retention?.years == 10)
    }

    @Test(arguments: ["workstation", "site", "siteData", "auditLog"], ["\\e[2J", "\\0", "\\n", "\\u202e"])
    func `a setting takes no control characters`(key: String, character: String) throws {
        let text = "\(key): \"A\(character)B\"\n"
        let mistake = #expect(throws: YAMLMistake.self) { try WorkstationConfiguration(yaml: text, file: "c.yaml") }
        #expect(mistake?.key == key)
        #expect(mistake?.message == "must not hold control characters")
    }
}
