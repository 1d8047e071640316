import Foundation
import JSON
import Testing

@testable import AuditLog

@Suite struct CanonicalTests {
    private static let value: JSONValue = [
        "": [], "a": [1, -20, 0, true, .null, ["b": ["c": "d"]]], "é": "\u{1}\u{8}\t\n\u{c}\r\"\\/\u{1f}\u{7f}",
        "\u{10000}": "astral", "\u{FB33}": "behind it", "tab\t": "x", "z": .integer(.min),
    ]

    private func isCanonical(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { CanonicalScanner.isCanonical($0) } }

    @Test func `what is written is canonical`() throws {
        #expect(isCanonical(Array(try CanonicalJSON.line(Self.value).utf8)))
        #expect(isCanonical(Array("{}".utf8)))
    }

    /// The other way to know: read the value, write it again, and compare.
    @Test func `of ten thousand lines with something changed, those are canonical that are written so again`() throws {
        let line = Array(try CanonicalJSON.line(Self.value).utf8)
        let pieces = [
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", " ", "u", "a", "é", "\\u001f", "\\n", "\"a\":1,",
        ]
        var random = SystemRandomNumberGenerator()
        var accepted = 0
        for _ in 0..<10_000 {
            var changed = line
            let place = Int.random(in: 0..<line.count, using: &random)
            let end = min(line.count, place + Int.random(in: 0...2, using: &random))
            changed.replaceSubrange(
                place..<end, with: pieces.randomElement(using: &random).map { Array($0.utf8) } ?? [])
            let again = try? CanonicalJSON.line(JSONValue(parsing: Data(changed)))
            let isExpected = again.map { Array($0.utf8) } == changed
            #expect(isCanonical(changed) == isExpected, "\(String(decoding: changed, as: UTF8.self))")
            accepted += isExpected ? 1 : 0
        }
        #expect(accepted > 100 && accepted < 5_000, "\(accepted)")
    }

    @Test(arguments: [
        "", "[]", "{", "{}\n", "{}{}", #"{"a":1,"a":1}"#, #"{"b":1,"a":1}"#, #"{"a":01}"#, #"{"a":-0}"#, #"{"a":1.0}"#,
        #"{"a":9223372036854775808}"#, #"{"a":"\/"}"#, #"{"a":"\u001F"}"#, #"{"a":"\u0009"}"#, #"{"a":"\u0041"}"#,
        #"{"a" :1}"#, #"{"a":tru}"#, #"{"a":}"#, #"{"a":[1,]}"#, "{\"a\":\"\u{1}\"}",
        String(repeating: #"{"a":"#, count: 40) + "1" + String(repeating: "}", count: 40),
    ])
    func `what is not written so is refused`(line: String) {
        #expect(!isCanonical(Array(line.utf8)))
    }
}
