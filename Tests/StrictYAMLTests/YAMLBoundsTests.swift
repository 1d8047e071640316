import StrictYAML
import Testing

/// What a YAML file may cost before it is believed.
@Suite struct YAMLBoundsTests {
    private func mistake(_ text: String) -> YAMLMistake? {
        #expect(throws: YAMLMistake.self) { try YAMLValue(text: text, file: "f.yaml") }
    }

    @Test(arguments: [("[", "]"), ("{a: ", "}")])
    func `nesting is bounded, closed or not`(open: String, close: String) throws {
        for depth in [33, 900, 50_000] {
            let nested = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
            _ = try #require(mistake("a: " + nested))
            _ = try #require(mistake(String(repeating: open, count: depth)))
        }
        let allowed = String(repeating: open, count: 20) + "1" + String(repeating: close, count: 20)
        _ = try YAMLValue(text: "a: " + allowed, file: "f.yaml")
    }

    @Test func `lists in lists without brackets are bounded too`() {
        #expect(mistake(String(repeating: "- ", count: 60) + "x")?.message.contains("deep") == true)
    }

    @Test func `aliases of aliases are refused at once, as values and as keys`() {
        var text = "a0: &a0 x\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let start = ContinuousClock.now
        #expect(mistake(text) != nil)
        #expect(mistake(text + "? *a40\n: x\n") != nil)
        #expect(mistake("a: &a [x]\nb: *a\n")?.message == "has an anchor (&name), which is not taken")
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `asterisks in comments and in words are no aliases`() throws {
        let comment = String(repeating: "# see *here* and *there*\n", count: 40)
        _ = try YAMLValue(text: comment + "a: 2*3\nb: R&D\n", file: "f.yaml")
    }
}
