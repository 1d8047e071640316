import JSON

/// The one way an event is written: RFC 8785 for the values that events hold. Members are sorted by their UTF-16 code
/// units (§3.2.3), strings escape only what must be (§3.2.2.2), there is no white space.
enum CanonicalJSON {
    /// - Throws: ``EventMistake/fraction`` for a number that is not whole; no event needs one.
    static func line(_ value: JSONValue) throws(EventMistake) -> String {
        var text = ""
        text.reserveCapacity(1024)
        try write(value, to: &text)
        return text
    }

    private static func write(_ value: JSONValue, to text: inout String) throws(EventMistake) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .number: throw .fraction
        case .string(let string): write(string, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                try write(element, to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, key) in members.keys.sorted(by: utf16Precedes).enumerated() {
                if index > 0 { text += "," }
                write(key, to: &text)
                text += ":"
                try write(members[key] ?? .null, to: &text)
            }
            text += "}"
        }
    }

    private static func utf16Precedes(_ left: String, _ right: String) -> Bool {
        left.utf16.lexicographicallyPrecedes(right.utf16)
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{8}": text += "\\b"
            case "\t": text += "\\t"
            case "\n": text += "\\n"
            case "\u{c}": text += "\\f"
            case "\r": text += "\\r"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
