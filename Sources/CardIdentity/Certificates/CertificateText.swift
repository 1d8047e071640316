/// The strings of a certificate's names (RFC 5280 §4.1.2.4, DirectoryString) and the older ones that cards have.
enum CertificateText {
    /// Nil where the element is no string, or one of whole characters isn't made of them.
    static func text(_ element: BERElement) -> String? {
        guard let content = element.stringContent else { return nil }
        switch element.tag & 0xDF {
        case 0x0C: return String(validating: content, as: UTF8.self) ?? latin1(content)
        // NumericString, PrintableString, TeletexString, VideotexString, IA5String, GraphicString, VisibleString and
        // GeneralString. What a type may not hold is read all the same, and T61 as ISO 8859-1, as everybody does.
        case 0x12, 0x13, 0x14, 0x15, 0x16, 0x19, 0x1A, 0x1B: return latin1(content)
        case 0x1C: return universal(content)
        case 0x1E:
            guard content.count.isMultiple(of: 2) else { return nil }
            let units = stride(from: 0, to: content.count, by: 2).map {
                UInt16(content[$0]) << 8 | UInt16(content[$0 + 1])
            }
            return String(validating: units, as: UTF16.self)
        default: return nil
        }
    }

    private static func latin1(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// UniversalString: four bytes a character.
    private static func universal(_ bytes: [UInt8]) -> String? {
        guard bytes.count.isMultiple(of: 4) else { return nil }
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 4) {
            let value = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard let scalar = Unicode.Scalar(value) else { return nil }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
