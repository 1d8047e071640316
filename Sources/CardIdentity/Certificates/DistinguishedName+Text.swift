import SwiftASN1
import X509

extension DistinguishedName {
    /// The same name with every readable string as UTF-8. Names with an underscore are often T61String, which
    /// swift-certificates shows as bytes.
    var readable: DistinguishedName {
        DistinguishedName(
            map { part in
                RelativeDistinguishedName(
                    part.map { attribute in
                        guard String(attribute.value) == nil, let text = attribute.value.legacyText else {
                            return attribute
                        }
                        return RelativeDistinguishedName.Attribute(type: attribute.type, utf8String: text)
                    })
            })
    }

    func values(_ type: ASN1ObjectIdentifier) -> [String] {
        flatMap { $0 }.filter { $0.type == type }.compactMap { String($0.value) }
    }

    func has(_ type: ASN1ObjectIdentifier, _ value: String) -> Bool {
        values(type).contains { $0.lowercased() == value }
    }
}

extension RelativeDistinguishedName.Attribute.Value {
    /// T61String and BMPString, and a PrintableString with characters that it may not have (RFC 5280 §4.1.2.4). T61 is
    /// read as ISO 8859-1, as everybody does.
    fileprivate var legacyText: String? {
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(ASN1Any(self))) != nil, let node = try? DER.parse(serializer.serializedBytes),
            case .primitive(let content) = node.content
        else { return nil }
        switch node.identifier {
        case .teletexString, .printableString:
            return String(String.UnicodeScalarView(content.map { Unicode.Scalar($0) }))
        case .bmpString where content.count.isMultiple(of: 2):
            let bytes = Array(content)
            let units = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
            return String(decoding: units, as: UTF16.self)
        default: return nil
        }
    }
}
