import Foundation
import JSON
import Testing

@Suite struct JSONValueTests {
    @Test func `an unknown is written as null and keys are sorted`() throws {
        let value: JSONValue = ["schemaVersion": 1, "atr": .null, "path": "/run/a", "ready": true, "list": [1, "two"]]
        #expect(try value.line() == #"{"atr":null,"list":[1,"two"],"path":"/run/a","ready":true,"schemaVersion":1}"#)
    }

    @Test(arguments: ["null", "true", "-1", "9223372036854775807", "1.5", #""é\u0001""#, "[[],{}]"])
    func `a text that was read is written back with the same meaning`(text: String) throws {
        let value = try JSONValue(parsing: Data(text.utf8))
        #expect(try JSONValue(parsing: Data(value.line().utf8)) == value)
    }
}
