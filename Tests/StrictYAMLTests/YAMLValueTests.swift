import StrictYAML
import Testing

@Suite struct YAMLValueTests {
    private enum Fruit: String, CaseIterable { case apple, pear }

    private func document(_ text: String) throws -> YAMLValue {
        try YAMLValue(text: text, file: "a.yaml")
    }

    @Test func `a wrong type names the file, the line and the key`() throws {
        let readers = try #require(
            try document("site: osprey\nreaders:\n  count: two\n").mapping("site", "readers")["readers"])
        let count = try #require(try readers.mapping("count")["count"])
        let mistake = #expect(throws: YAMLMistake.self) { try count.integer(in: 0...64) }
        #expect(mistake?.description == "a.yaml:3: readers.count: must be a whole number from 0 to 64")
    }

    @Test func `a key that is not known is named with its line`() throws {
        let root = try document("site: osprey\nsiet: osprey\n")
        let mistake = #expect(throws: YAMLMistake.self) { try root.mapping("site") }
        #expect(mistake?.description == "a.yaml:2: siet: is not known here; known: site")
    }

    @Test(arguments: ["a: [1", "a: 1\na: 2\n", "\"\\q\"", "\t- a"])
    func `a text that is not YAML is a mistake and not a crash`(text: String) {
        #expect(throws: YAMLMistake.self) { try document(text) }
    }

    @Test func `an empty file is an empty mapping`() throws {
        #expect(try document("").mapping("site").isEmpty)
    }

    @Test func `digits keep their leading zeros as text`() throws {
        #expect(try document("uuid: 000123456789").mapping("uuid")["uuid"]?.string() == "000123456789")
    }

    @Test func `a word outside the set lists the set`() throws {
        let value = try #require(try document("fruit: plum").mapping("fruit")["fruit"])
        let mistake = #expect(throws: YAMLMistake.self) { try value.choice(Fruit.self) }
        #expect(mistake?.message == "must be one of apple, pear")
    }

    @Test(arguments: ["~", "null", ""])
    func `null is told apart from text`(text: String) throws {
        #expect(try #require(try document("a: \(text)").mapping("a")["a"]).isNull)
    }
}
