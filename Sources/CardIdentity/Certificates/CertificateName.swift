import ISO7816

/// A distinguished name (RFC 5280 §4.1.2.4), as far as it can be read.
struct CertificateName {
    struct Attribute {
        /// The content of the object identifier.
        var type: [UInt8]
        /// Nil where the value is no text that can be read.
        var text: String?
        /// The value as it stands.
        var encoded: [UInt8]
    }

    static let commonName: [UInt8] = [0x55, 0x04, 0x03]
    static let organization: [UInt8] = [0x55, 0x04, 0x0A]
    static let organizationalUnit: [UInt8] = [0x55, 0x04, 0x0B]

    /// In the certificate's order: mostly one attribute each.
    private(set) var parts: [[Attribute]] = []
    /// False when something in it can't be read.
    private(set) var isWhole: Bool

    /// Name ::= SEQUENCE OF SET OF SEQUENCE { type, value }
    init(_ element: BERElement) {
        guard element.tag == 0x30 else {
            isWhole = false
            return
        }
        let (sets, allSets) = BERElement.list(element.content, atMost: 64)
        isWhole = allSets
        for set in sets {
            let (pairs, allPairs) = BERElement.list(set.content, atMost: 16)
            let attributes = set.tag == 0x31 ? pairs.compactMap(CertificateName.attribute) : []
            if !allPairs || attributes.count < pairs.count || attributes.isEmpty
                || attributes.contains(where: { $0.text == nil })
            {
                isWhole = false
            }
            if !attributes.isEmpty { parts.append(attributes) }
        }
    }

    func values(_ type: [UInt8]) -> [String] {
        parts.joined().filter { $0.type == type }.compactMap(\.text)
    }

    func has(_ type: [UInt8], _ value: String) -> Bool {
        values(type).contains { $0.lowercased() == value }
    }

    private static func attribute(_ pair: BERElement) -> Attribute? {
        let members = BERElement.list(pair.content, atMost: 2).elements
        guard pair.tag == 0x30, members.count == 2, members[0].tag == 0x06 else { return nil }
        return Attribute(
            type: Array(members[0].content), text: CertificateText.text(members[1]), encoded: Array(members[1].encoded))
    }
}

extension CertificateName {
    /// The form of RFC 4514: the last part first, `,` between parts and `+` within one. Control characters but NUL stay;
    /// escaping them is left to whoever prints.
    var text: String {
        parts.reversed().map { $0.map(\.shown).joined(separator: "+") }.joined(separator: ",")
    }
}

extension CertificateName.Attribute {
    fileprivate var shown: String {
        let name = Self.names[type] ?? dotted
        guard let text else { return "\(name)=#\(encoded.hexadecimal)" }
        return "\(name)=\(Self.escaped(text))"
    }

    /// RFC 4514 §3 and RFC 4519; `emailAddress` is PKCS #9's.
    private static let names: [[UInt8]: String] = [
        [0x55, 0x04, 0x03]: "CN", [0x55, 0x04, 0x04]: "surname", [0x55, 0x04, 0x05]: "serialNumber",
        [0x55, 0x04, 0x06]: "C", [0x55, 0x04, 0x07]: "L", [0x55, 0x04, 0x08]: "ST", [0x55, 0x04, 0x09]: "STREET",
        [0x55, 0x04, 0x0A]: "O", [0x55, 0x04, 0x0B]: "OU", [0x55, 0x04, 0x0C]: "title",
        [0x55, 0x04, 0x2A]: "givenName", [0x55, 0x04, 0x2B]: "initials",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x01]: "UID",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19]: "DC",
        [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01]: "emailAddress",
    ]

    /// RFC 4514 §2.4.
    private static func escaped(_ text: String) -> String {
        var shown = ""
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "\0": shown += "\\00"
            case "\"", "+", ",", ";", "<", ">", "\\": shown += "\\\(scalar)"
            case "#" where index == 0, " " where index == 0 || index == scalars.count - 1: shown += "\\\(scalar)"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// `2.5.4.46`; in hexadecimal where it is no object identifier.
    private var dotted: String {
        var numbers: [Int] = []
        var value = 0
        for byte in type {
            guard value < 1 << 48 else { return "#" + type.hexadecimal }
            value = value << 7 | Int(byte & 0x7F)
            guard byte & 0x80 == 0 else { continue }
            // The first two are told in one number (X.690 §8.19.4).
            if numbers.isEmpty {
                let first = min(value / 40, 2)
                numbers += [first, value - first * 40]
            } else {
                numbers.append(value)
            }
            value = 0
        }
        guard let last = type.last, last & 0x80 == 0 else { return "#" + type.hexadecimal }
        return numbers.map(String.init).joined(separator: ".")
    }
}
