import Foundation
import JSON
import Testing

@Suite struct StrictJSONTests {
    @Test(arguments: [
        #"{"a":[1,2,{"b":"x,]}"}],"c":{"a":1,"b":2}}"#, #"["a","a",{"a":"a"},{"a":"a"}]"#, " { } ", "\"\\\"\"",
        #"{"a\\":1,"a":2}"#, #"{"a":"a","b":"a"}"#, "[]", "1",
    ])
    func `what is sound passes`(text: String) throws {
        let data = Data(text.utf8)
        #expect(try JSONValue(strictlyParsing: data) == JSONValue(parsing: data))
    }

    @Test(arguments: ["[1,]", #"{"a":1,}"#, "[1 , \n ]", #"[{"a":[1,]}]"#])
    func `a comma after the last element is refused`(text: String) {
        #expect(throws: (any Error).self) { try JSONValue(strictlyParsing: Data(text.utf8)) }
    }

    @Test func `text in UTF-16 is refused`() throws {
        let data = try #require("{}".data(using: .utf16LittleEndian))
        #expect(throws: (any Error).self) { try JSONValue(strictlyParsing: data) }
    }

    @Test(arguments: [#"{"a":1,"a":1}"#, #"[{"b":{"a":1,"x":2,"a":3}}]"#, #"{"a":1,"\u0061":2}"#])
    func `a name that comes twice is named`(text: String) {
        #expect(throws: JSONMistake.duplicateName("a")) { try JSONValue(strictlyParsing: Data(text.utf8)) }
    }
}
