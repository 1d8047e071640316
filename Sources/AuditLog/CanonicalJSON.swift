import JSON

/// The one way an event is written: RFC 8785 for the values that events hold. Members are sorted by their UTF-16 code
/// units (§3.2.3), strings escape only what must be (§3.2.2.2), there is no white space.
enum CanonicalJSON {
    /// - Throws: ``EventMistake/fraction`` for a number that is not whole; no event needs one.
    static func line(_ value: JSONValue) throws(EventMistake) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(1024)
        try write(value, to: &text, depth: 0)
        return String(decoding: text, as: UTF8.self)
    }

    /// An object whose members are in order.
    static func line(ofSorted members: KeyValuePairs<String, JSONValue>) throws(EventMistake) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(1024)
        text.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            write(member.key, to: &text)
            text.append(UInt8(ascii: ":"))
            try write(member.value, to: &text, depth: 1)
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }

    /// - Parameter depth: how many objects and arrays it is in.
    private static func write(_ value: JSONValue, to text: inout [UInt8], depth: Int) throws(EventMistake) {
        switch value {
        case .array where depth >= LogBounds.bodyDepth, .object where depth >= LogBounds.bodyDepth: throw .tooDeep
        case .null: text += "null".utf8
        case .bool(let flag): text += (flag ? "true" : "false").utf8
        case .integer(let number): text += String(number).utf8
        case .number: throw .fraction
        case .string(let string): write(string, to: &text)
        case .array(let elements):
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                try write(element, to: &text, depth: depth + 1)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            for (index, key) in sorted(members.keys).enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                write(key, to: &text)
                text.append(UInt8(ascii: ":"))
                try write(members[key] ?? .null, to: &text, depth: depth + 1)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    /// Swift's own order is quicker, and the same where all is ASCII.
    private static func sorted(_ keys: some Sequence<String>) -> [String] {
        let isASCII = keys.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
        return isASCII ? keys.sorted() : keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
    }

    private static func write(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text += string.utf8
        } else {
            for byte in string.utf8 { escape(byte, to: &text) }
        }
        text.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): text += "\\\"".utf8
        case UInt8(ascii: "\\"): text += "\\\\".utf8
        case 0x08: text += "\\b".utf8
        case 0x09: text += "\\t".utf8
        case 0x0A: text += "\\n".utf8
        case 0x0C: text += "\\f".utf8
        case 0x0D: text += "\\r".utf8
        case 0..<0x20:
            let digits = String(byte, radix: 16)
            text += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
        default: text.append(byte)
        }
    }
}
