import CardIdentity
import ISO7816
import Instants

extension CardFuzzTarget {
    /// The input is the fields of a certificate, each a byte of length and as many bytes: serial number, issuer's
    /// attributes, both dates, subject's attributes, extensions. Lengths around them are right, so that the fuzzer gets to
    /// every field; a first byte chooses which of the frames are of indefinite or longer length.
    static func fields(_ input: [UInt8]) {
        var rest = input[...]
        let frame = rest.popFirst() ?? 0
        func field() -> [UInt8] {
            let bytes = Array(rest.dropFirst().prefix(Int(rest.first ?? 0)))
            rest = rest.dropFirst(1 + bytes.count)
            return bytes
        }
        /// The bit says whether this frame's length is of another form than the shortest.
        func framed(_ tag: UInt8, _ content: [UInt8], bit: UInt8) -> [UInt8] {
            guard frame & bit != 0 else { return BERTLV(tag: UInt32(tag), value: content).encoded }
            if frame & 0x80 != 0 { return [tag, 0x80] + content + [0, 0] }
            return [tag, 0x83, 0, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
        }
        func name() -> [UInt8] {
            let nhs: [UInt8] = [0x31, 0x0A, 0x30, 0x08, 0x06, 3, 0x55, 4, 0x0A, 0x13, 3] + Array("nhs".utf8)
            let people: [UInt8] = [0x31, 0x0D, 0x30, 0x0B, 0x06, 3, 0x55, 4, 0x0B, 0x13, 6] + Array("people".utf8)
            let common = BERTLV(tag: 0x30, value: [0x06, 3, 0x55, 4, 3] + field()).encoded
            return framed(0x30, fixedNHS(nhs) + fixedNHS(people) + framed(0x31, common, bit: 2) + field(), bit: 4)
        }
        func fixedNHS(_ bytes: [UInt8]) -> [UInt8] { BERTLV(tag: 0x31, value: Array(bytes.dropFirst(2))).encoded }
        let serial = framed(0x02, field(), bit: 1)
        let issuer = name()
        let validity = framed(0x30, field() + field(), bit: 8)
        let subject = name()
        let usage = BERTLV(tag: 0x30, value: [0x06, 3, 0x55, 0x1D, 0x0F] + field()).encoded
        let extensions = framed(0xA3, framed(0x30, usage + field(), bit: 16), bit: 32)
        let signed = framed(
            0x30, [0xA0, 3, 2, 1, 2] + serial + [0x30, 0] + issuer + validity + subject + [0x30, 0] + extensions,
            bit: 64)
        let der = BERTLV(tag: 0x30, value: signed + [0x30, 0, 3, 1, 0]).encoded + rest
        guard let summary = try? CertificateSummary(der: der, source: .piv) else { return }
        precondition(Set(summary.uuids).count == summary.uuids.count)
        precondition(summary.isNHS || summary.uuids.isEmpty)
        precondition((summary.notAfter == nil) == summary.oddities.contains(.expiryUnreadable))
        precondition((summary.notBefore == nil) == summary.oddities.contains(.beginUnreadable))
        precondition(summary.serialNumber.isEmpty == summary.oddities.contains(.serialNumberUnreadable))
        // Every date that is told can be written down.
        for date in [summary.notBefore, summary.notAfter].compactMap({ $0 }) {
            precondition(UTCInstant(rfc3339: date.rfc3339) == date)
        }
        let again = try? CertificateSummary(der: der + [0xFF, 0x00], source: .piv)
        precondition(again == summary)
    }

    /// The input is the certificate's object without its frame, its first byte CertInfo's value and how the object ends:
    /// bytes after it, without CertInfo, without error detection code.
    static func packing(_ input: [UInt8]) {
        guard let flags = input.first else { return }
        let packed = Array(input.dropFirst())
        var members = BERTLV(tag: 0x70, value: packed).encoded
        if flags & 0x10 == 0 { members += [0x71, 0x01, flags & 0x81] }
        if flags & 0x20 == 0 { members += [0xFE, 0x00] }
        if flags & 0x40 != 0 { members += [0x70, 0x7F, 0xFF] }
        var object = BERTLV(tag: 0x53, value: members).encoded
        if flags & 0x08 != 0 { object += packed }
        guard case .certificate(let der, let packing)? = try? PIVContainer(parsing: object) else { return }
        precondition(der.count <= max(PIVContainer.largestCertificate, packed.count))
        precondition(packing != .plainMarkedCompressed || der == packed)
        let isCompressed = packed.starts(with: [0x1F, 0x8B]) || packed.first == 0x78
        precondition(isCompressed || der == packed)
        _ = try? CertificateSummary(der: der, source: .piv)
    }
}
