/// Reads one JSON text (RFC 8259) in one pass, in time that grows with its length alone, however deep it is.
///
/// Foundation's decoder has to be asked for each kind of value in turn, and makes an error with the whole path for each
/// that it isn't: 31 levels take it milliseconds. It also takes a comma after the last element.
struct JSONParser {
    /// Arrays and objects inside each other, as many as Foundation takes.
    static let deepest = 512

    private let bytes: [UInt8]
    private var position = 0
    /// The first number that no `Double` comes near.
    private(set) var outOfRange: String?
    /// The first name that an object has twice; its first value counts.
    private(set) var duplicate: String?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private struct Container {
        let isObject: Bool
        var key = ""
        var elements: [JSONValue] = []
        var members: [String: JSONValue] = [:]

        var value: JSONValue { isObject ? .object(members) : .array(elements) }
    }

    /// The whole text. What is noted of numbers and names counts only after that.
    mutating func document() throws(JSONMistake) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        var open: [Container] = []
        while true {
            guard var value = try begin(&open) else { continue }
            // A value that is whole may end what it is in.
            while let last = open.indices.last {
                keep(value, in: &open[last])
                if try !isOver(&open[last]) { break }
                value = open.removeLast().value
            }
            guard open.isEmpty else { continue }
            skipSpace()
            guard position == bytes.count else { throw .notJSON }
            return value
        }
    }

    // MARK: Values

    /// - Returns: nil where a container that isn't empty was opened.
    private mutating func begin(_ open: inout [Container]) throws(JSONMistake) -> JSONValue? {
        skipSpace()
        let byte = try peek()
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let isObject = byte == UInt8(ascii: "{")
            guard open.count < JSONParser.deepest else { throw .tooDeep }
            position += 1
            skipSpace()
            if try peek() == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                position += 1
                return isObject ? .object([:]) : .array([])
            }
            var container = Container(isObject: isObject)
            if isObject { container.key = try name() }
            open.append(container)
            return nil
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw .notJSON
        }
    }

    private mutating func keep(_ value: JSONValue, in container: inout Container) {
        guard container.isObject else { return container.elements.append(value) }
        if container.members[container.key] == nil {
            container.members[container.key] = value
        } else {
            duplicate = duplicate ?? container.key
        }
    }

    /// What comes after an element: another one, or the end.
    private mutating func isOver(_ container: inout Container) throws(JSONMistake) -> Bool {
        skipSpace()
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: ","):
            if container.isObject {
                skipSpace()
                container.key = try name()
            }
            return false
        case container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"): return true
        default: throw .notJSON
        }
    }

    private mutating func name() throws(JSONMistake) -> String {
        guard try peek() == UInt8(ascii: "\"") else { throw .notJSON }
        let name = try string()
        skipSpace()
        guard try peek() == UInt8(ascii: ":") else { throw .notJSON }
        position += 1
        return name
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONMistake) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw .notJSON }
        position += word.utf8.count
        return value
    }

    // MARK: Numbers

    private mutating func number() throws(JSONMistake) -> JSONValue {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let whole = digits()
        guard let first = whole.first, first != UInt8(ascii: "0") || whole.count == 1 else { throw .notJSON }
        let end = position
        var isWhole = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            let fraction = digits()
            guard !fraction.isEmpty else { throw .notJSON }
            isWhole = fraction.allSatisfy { $0 == UInt8(ascii: "0") }
        }
        var hasExponent = false
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
                position += 1
            }
            guard !digits().isEmpty else { throw .notJSON }
            hasExponent = true
        }
        if isWhole, !hasExponent, let integer = Int64(String(decoding: bytes[start..<end], as: UTF8.self)) {
            return .integer(integer)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = Double(text) else { throw .notJSON }
        guard number.isFinite else {
            outOfRange = outOfRange ?? text
            return .null
        }
        // What is written with a fraction or an exponent may be an integer; beyond those it is none.
        if position > end, let integer = Int64(exactly: number) { return .integer(integer) }
        return .number(number)
    }

    private mutating func digits() -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        return bytes[start..<position]
    }

    // MARK: Strings

    /// With both quotation marks.
    private mutating func string() throws(JSONMistake) -> String {
        position += 1
        let start = position
        while true {
            let byte = try peek()
            if byte == UInt8(ascii: "\"") { break }
            guard byte >= 0x20 else { throw .notJSON }
            if byte == UInt8(ascii: "\\") { return try escaped(from: start) }
            position += 1
        }
        defer { position += 1 }
        return try text(bytes[start..<position])
    }

    private mutating func escaped(from start: Int) throws(JSONMistake) -> String {
        var plain = Array(bytes[start..<position])
        while true {
            let byte = try peek()
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(plain[...])
            case UInt8(ascii: "\\"): plain += try escape()
            case 0..<0x20: throw .notJSON
            default: plain.append(byte)
            }
        }
    }

    private mutating func escape() throws(JSONMistake) -> [UInt8] {
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default: throw .notJSON
        }
    }

    /// Four hexadecimal digits, or two times four for what lies beyond the first 65,536 (§7).
    private mutating func scalar() throws(JSONMistake) -> Unicode.Scalar {
        let high = try unit()
        guard high & 0xFC00 == 0xD800 else {
            guard let scalar = Unicode.Scalar(high) else { throw .notJSON }
            return scalar
        }
        guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { throw .notJSON }
        position += 2
        let low = try unit()
        guard low & 0xFC00 == 0xDC00,
            let scalar = Unicode.Scalar(0x10000 + (high & 0x3FF) << 10 + low & 0x3FF)
        else { throw .notJSON }
        return scalar
    }

    private mutating func unit() throws(JSONMistake) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw .notJSON }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(JSONMistake) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notJSON }
        return text
    }

    // MARK: Bytes

    private func peek() throws(JSONMistake) -> UInt8 {
        guard position < bytes.count else { throw .notJSON }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }
}
