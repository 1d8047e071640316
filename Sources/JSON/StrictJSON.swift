import Foundation

/// Why a text isn't taken as JSON, beyond what Foundation's decoder says.
public enum JSONMistake: Error, Hashable, Sendable {
    /// A comma after the last element (RFC 8259 §2 has none), or a byte 0: text in UTF-16 or UTF-32 (§8.1: UTF-8).
    case notJSON
    /// A name that an object has twice (§4: names should be unique). One of its values would be lost in silence.
    case duplicateName(String)
    /// JSON, with a number that no `Double` comes near (§6 lets an implementation set limits): `1e999`. As it stands.
    case numberOutOfRange(String)
}

extension JSONValue {
    /// Reads one JSON text in UTF-8 from outside the program: nothing in it is passed over.
    ///
    /// - Throws: `JSONMistake`, or the decoder's error.
    public init(strictlyParsing text: Data) throws {
        do {
            try self.init(parsing: text)
        } catch {
            if let number = NumberRange.outside(of: text) { throw JSONMistake.numberOutOfRange(number) }
            throw error
        }
        try StrictJSON.check(text)
    }
}

/// What the decoder lets pass. It has taken the text already, so that only this little is looked for.
private enum StrictJSON {
    private struct Container {
        let isObject: Bool
        var names: Set<[UInt8]> = []
    }

    static func check(_ text: Data) throws {
        var containers: [Container] = []
        /// The last byte that is not white space; a string's is its first quotation mark.
        var last: UInt8 = 0
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0: throw JSONMistake.notJSON
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): containers.append(Container(isObject: byte == UInt8(ascii: "{")))
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard last != UInt8(ascii: ",") else { throw JSONMistake.notJSON }
                _ = containers.popLast()
            case UInt8(ascii: "\""):
                let string = takeString(from: &rest)
                guard last != UInt8(ascii: ":"), let end = containers.indices.last, containers[end].isObject else {
                    break
                }
                let name = try plain(string)
                guard containers[end].names.insert(Array(name.utf8)).inserted else {
                    throw JSONMistake.duplicateName(name)
                }
            default: break
            }
            last = byte
        }
    }

    /// Up to the quotation mark that ends it, without that.
    private static func takeString(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let whole = rest
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") { _ = rest.popFirst() }
        }
        return whole[..<(rest.startIndex - 1)]
    }

    private static func plain(_ string: ArraySlice<UInt8>) throws -> String {
        guard string.contains(UInt8(ascii: "\\")) else { return String(decoding: string, as: UTF8.self) }
        return try JSONDecoder().decode(String.self, from: Data("\"".utf8) + string + Data("\"".utf8))
    }
}
