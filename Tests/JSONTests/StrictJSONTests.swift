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

    // found: F15
    @Test(arguments: ["1e999", "-1e999", "1.5E+400", "1" + String(repeating: "0", count: 400)])
    func `a number out of range is named, and isn't taken for something that is no JSON`(number: String) {
        for text in [number, "[\(number)]", #"{"a":"1e9","b":{"c":[\#(number),1]}}"#] {
            #expect(throws: JSONMistake.numberOutOfRange(number), "\(text)") {
                try JSONValue(strictlyParsing: Data(text.utf8))
            }
        }
    }

    @Test(arguments: [
        "NaN", "Infinity", "[1e999", "{1e999:1}", "1e999x", "01e999", "[1e999,]", "\"1e999", "-", "1e", "+1e999",
        ".1e999",
    ])
    func `what is no JSON isn't told as a number's range`(text: String) {
        #expect {
            try JSONValue(strictlyParsing: Data(text.utf8))
        } throws: { error in
            if case JSONMistake.numberOutOfRange = error { false } else { true }
        }
    }

    @Test(arguments: ["9223372036854775807", "9223372036854775808", "99999999999999999999", "1e308", "-0", "0e999"])
    func `a number that a Double comes near is taken`(text: String) throws {
        _ = try JSONValue(strictlyParsing: Data("[\(text)]".utf8))
    }

    @Test(arguments: [#"{"a":1,"a":1}"#, #"[{"b":{"a":1,"x":2,"a":3}}]"#, #"{"a":1,"\u0061":2}"#])
    func `a name that comes twice is named`(text: String) {
        #expect(throws: JSONMistake.duplicateName("a")) { try JSONValue(strictlyParsing: Data(text.utf8)) }
    }
}
