import Foundation

/// Why what came isn't a form's fields.
public enum FormError: Error, Hashable, Sendable {
    /// Not `application/x-www-form-urlencoded`.
    case notAForm
    /// Longer than a body may be.
    case tooLong
    /// More fields than any of our forms has.
    case tooManyFields
    /// A percent sign without two hexadecimal digits, or bytes that aren't UTF-8, in the field of this number from 0.
    case undecodable(field: Int)
    /// A field that must stand once stands twice.
    case duplicate(String)
}

/// The fields of a form, in the order that the browser sent them.
///
/// A name may come twice: radios and a text field beside them share one. So Hummingbird's decoder, which refuses that and
/// takes brackets in a name for a structure, doesn't fit.
public struct FormFields: Hashable, Sendable {
    /// More than any form of ours has.
    public static let most = 256

    /// One field.
    public struct Field: Hashable, Sendable {
        /// Of the field; may come twice.
        public var name: String
        /// As it was typed or chosen; empty where nothing was.
        public var value: String
    }

    /// All fields.
    public let fields: [Field]

    /// Reads `application/x-www-form-urlencoded`, or an address's query.
    ///
    /// - Throws: ``FormError``; nothing is guessed of what can't be read.
    public init(parsing bytes: some Collection<UInt8>, limit: Int = 64 * 1024) throws(FormError) {
        guard bytes.count <= limit else { throw .tooLong }
        let parts = bytes.split(separator: UInt8(ascii: "&"))
        guard parts.count <= Self.most else { throw .tooManyFields }
        var fields: [Field] = []
        for (number, part) in parts.enumerated() {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(sides[0]), let value = sides.count == 1 ? "" : Self.decode(sides[1]) else {
                throw .undecodable(field: number)
            }
            fields.append(Field(name: name, value: value))
        }
        self.fields = fields
    }

    /// Every value of a name.
    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// The value of a name that stands once at most.
    public func one(_ name: String) throws(FormError) -> String? {
        let values = all(name)
        guard values.count <= 1 else { throw .duplicate(name) }
        return values.first
    }

    private static func decode(_ bytes: some Sequence<UInt8>) -> String? {
        String(validating: bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)?
            .removingPercentEncoding
    }
}
