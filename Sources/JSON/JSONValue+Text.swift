import Foundation

extension JSONValue {
    /// Reads one JSON text in UTF-8. Of a name that an object has twice the first value counts.
    ///
    /// - Throws: `JSONMistake`, but for `duplicateName`.
    public init(parsing text: Data) throws(JSONMistake) {
        var parser = JSONParser(Array(text))
        self = try parser.document()
        if let number = parser.outOfRange { throw .numberOutOfRange(number) }
    }

    /// Reads one JSON text in UTF-8 from outside the program: nothing in it is passed over.
    ///
    /// - Throws: `JSONMistake`
    public init(strictlyParsing text: Data) throws(JSONMistake) {
        var parser = JSONParser(Array(text))
        self = try parser.document()
        if let number = parser.outOfRange { throw .numberOutOfRange(number) }
        if let name = parser.duplicate { throw .duplicateName(name) }
    }

    /// One line of JSON: keys sorted, no white space, slashes as they are. The same value gives the same bytes.
    ///
    /// - Throws: `EncodingError` for a number that JSON has no form for (an infinity or NaN).
    public func line() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension JSONValue: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
