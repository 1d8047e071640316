import Foundation
import JSON
import Testing

/// The parser beside Foundation's decoder, which reads the same and is the older.
@Suite struct JSONParserTests {
    @Test(arguments: [
        "", " ", "[", "{", "]", "[1 2]", "{1:2}", "{\"a\"}", "{\"a\":}", "[,]", "[1,]", "{\"a\":1,}", "{,}", "{}x",
        "01", "+1",
        "1.", ".5", "1e", "1e+", "-", "--1", "nul", "True", "\"", "\"a", "\"\t\"", "\"\\x\"", "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\\ud800\"", "\"\\ud800\\n\"", "\"\\ud800\\ud800\"", "\"\\udc00\"", "[1}", "{\"a\":1]", "//", "NaN", "'a'",
    ])
    func `what is no JSON is refused`(text: String) {
        #expect(throws: JSONMistake.notJSON) { try JSONValue(parsing: Data(text.utf8)) }
    }

    @Test(
        arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x7B, 0x7D, 0]]
            as [[UInt8]])
    func `bytes that are no UTF-8 are refused`(bytes: [UInt8]) {
        #expect(throws: JSONMistake.notJSON) { try JSONValue(parsing: Data(bytes)) }
    }

    @Test func `as many levels are read as Foundation reads, and one more is told as too deep`() throws {
        func nested(_ levels: Int) -> Data {
            Data((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        }
        _ = try JSONValue(parsing: nested(512))
        #expect(throws: JSONMistake.tooDeep) { try JSONValue(parsing: nested(513)) }
        #expect(throws: JSONMistake.tooDeep) { try JSONValue(parsing: nested(1_000_000)) }
    }

    @Test(
        arguments: [
            ("1.0", 1), ("-0", 0), ("-0.0", 0), ("1e2", 100), ("12.5e1", 125), ("9223372036854775807", .max),
            ("-9223372036854775808", .min), ("9007199254740993.0", 9_007_199_254_740_993),
        ] as [(String, Int64)])
    func `a number without a fraction is an integer, however it is written`(text: String, number: Int64) throws {
        #expect(try JSONValue(parsing: Data(text.utf8)) == .integer(number))
    }

    @Test func `of a name that comes twice the first value counts, where that is let pass`() throws {
        #expect(try JSONValue(parsing: Data(#"{"a":1,"a":2}"#.utf8)) == ["a": 1])
    }

    @Test func `characters that are written as numbers are the same characters`() throws {
        #expect(
            try JSONValue(parsing: Data(#""\u00e9\ud83d\ude00\u0000\/\"\\\b\f\n\r\t""#.utf8))
                == "é😀\u{0}/\"\\\u{8}\u{C}\n\r\t")
    }

    @Test func `random texts are read as Foundation's decoder reads them`() throws {
        var random = Random(state: 20_261_126)
        var values = 0
        for round in 0..<40_000 {
            let text = round.isMultiple(of: 2) ? random.value() : random.tokens()
            // Foundation takes a comma after the last element.
            if text.contains(/,\s*[\]}]/) { continue }
            let ours = try? JSONValue(parsing: Data(text.utf8))
            let theirs = try? JSONDecoder().decode(Foundations.self, from: Data(text.utf8)).value
            values += ours == nil ? 0 : 1
            guard ours == theirs else {
                Issue.record("\(text): \(String(describing: ours)), Foundation \(String(describing: theirs))")
                return
            }
        }
        #expect(values > 15_000)
    }

    @Test func `what is written is read back as the same value`() throws {
        var random = Random(state: 7)
        for _ in 0..<2_000 {
            let value = try JSONValue(parsing: Data(random.value().utf8))
            #expect(try JSONValue(strictlyParsing: Data(value.line().utf8)) == value)
        }
    }
}

/// A value as Foundation's decoder tells its kind.
private struct Foundations: Decodable {
    let value: JSONValue

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .null
        } else if let text = try? container.decode(String.self) {
            value = .string(text)
        } else if let flag = try? container.decode(Bool.self) {
            value = .bool(flag)
        } else if let number = try? container.decode(Int64.self) {
            value = .integer(number)
        } else if let members = try? container.decode([String: Foundations].self) {
            value = .object(members.mapValues(\.value))
        } else if let elements = try? container.decode([Foundations].self) {
            value = .array(elements.map(\.value))
        } else {
            value = .number(try container.decode(Double.self))
        }
    }
}

/// Texts that are JSON, and texts that are made of its parts.
private struct Random {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }

    mutating func pick(_ values: [String]) -> String { values[below(values.count)] }

    mutating func value(_ depth: Int = 0) -> String {
        switch below(depth > 5 ? 7 : 10) {
        case 0, 1:
            return pick([
                "1", "0", "-17", "9223372036854775807", "9223372036854775808", "1.25", "1e10", "-0.0", "1E-7", "1e-400",
                "100000000000000000000", "3.0", "0.1e1",
            ])
        case 2: return pick(["true", "false", "null"])
        case 3...6: return pick([#""x""#, #""é""#, #""\u20ac\t""#, #""""#, #""\\""#, #""\ud83d\ude00""#, #""a b""#])
        case 7, 8:
            var members: [String] = []
            for number in 0..<below(5) { members.append("\"k\(number)\" : \(value(depth + 1))") }
            return "{" + members.joined(separator: ", ") + "}"
        default:
            var elements: [String] = []
            for _ in 0..<below(5) { elements.append(value(depth + 1)) }
            return "[" + elements.joined(separator: ",") + "]"
        }
    }

    mutating func tokens() -> String {
        var text = ""
        for _ in 0...below(9) {
            text += pick([
                "1", "0", "-", "true", "null", "\"x\"", "\\u00e9", ".5", "e3", "{", "}", "[", "]", ",", ":", " ",
                "\"a\":", "\"",
            ])
        }
        return text
    }
}
