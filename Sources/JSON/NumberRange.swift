import Foundation

/// Looks, in a text that the decoder refused, for a number as the reason.
enum NumberRange {
    /// The first number that is too large for a `Double`, where the text is JSON but for such numbers.
    static func outside(of text: Data) -> String? {
        var first: String?
        var repaired: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: "\""):
                let string = takeString(from: &rest)
                repaired += string
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let number = rest.prefix(while: isPartOfNumber)
                rest = rest.dropFirst(number.count)
                let isOutside = isOutside(String(decoding: number, as: UTF8.self))
                if isOutside, first == nil { first = String(decoding: number, as: UTF8.self) }
                repaired += isOutside ? [UInt8(ascii: "0")] : number
            default:
                repaired.append(byte)
                rest = rest.dropFirst()
            }
        }
        guard let first else { return nil }
        do {
            _ = try JSONValue(strictlyParsing: Data(repaired))
        } catch JSONMistake.duplicateName {
            return first
        } catch {
            return nil
        }
        return first
    }

    /// With both quotation marks.
    private static func takeString(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let whole = rest
        rest = rest.dropFirst()
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") { _ = rest.popFirst() }
        }
        return whole[..<rest.startIndex]
    }

    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// A number in JSON's form (RFC 8259 §6) that becomes infinite.
    private static func isOutside(_ text: String) -> Bool {
        let form = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/
        return text.wholeMatch(of: form) != nil && Double(text)?.isInfinite == true
    }
}
