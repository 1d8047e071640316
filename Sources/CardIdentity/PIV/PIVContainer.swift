import ISO7816

/// What GET DATA gave for a certificate (SP 800-73-4 part 1, appendix A, tables 10 and following).
public enum PIVContainer: Hashable, Sendable {
    /// The card has the container and nothing is in it.
    case empty
    /// One certificate, unpacked.
    case certificate([UInt8], Packing)

    /// How the certificate was packed, against what CertInfo says of it.
    public enum Packing: Hashable, Sendable {
        /// As CertInfo says, or without CertInfo.
        case asSaid
        /// Not compressed, though CertInfo says so.
        case plainMarkedCompressed
        /// Compressed, though CertInfo says otherwise.
        case compressedMarkedPlain
        /// Compressed with zlib's header in place of gzip's.
        case zlib
    }

    /// The largest certificate that is unpacked, in bytes.
    public static let largestCertificate = 16_384

    /// Reads `53 { 70 certificate, 71 CertInfo, FE error detection code }`; any bytes may be given.
    ///
    /// Whether the certificate is compressed is seen from its first bytes, which tell gzip, zlib and DER apart for
    /// certain; cards exist whose CertInfo is wrong. 71 and FE may be missing, and what follows the certificate and
    /// can't be read is passed over.
    public init(parsing bytes: [UInt8]) throws(PIVContainerError) {
        guard !bytes.isEmpty else {
            self = .empty
            return
        }
        let (found, info) = try PIVContainer.members(of: bytes)
        guard let found, !found.isEmpty else {
            self = .empty
            return
        }
        // Gzip is 01 in SP 800-73-4 part 1, appendix A, and 80 on cards that read the bit string of SP 800-73-1 so.
        let saysCompressed = info & 0x81 != 0
        let isGzip = found.starts(with: [0x1F, 0x8B])
        // RFC 1950 §2.2: deflate with a check that makes the two bytes a multiple of 31.
        let isZlib = found.count > 1 && found[0] == 0x78 && (Int(found[0]) << 8 | Int(found[1])).isMultiple(of: 31)
        guard isGzip || isZlib else {
            // What begins like neither is no certificate either, and is said to be damaged where it should be compressed.
            if saysCompressed, found[0] != 0x30 { throw .damagedCompression }
            self = .certificate(found, saysCompressed ? .plainMarkedCompressed : .asSaid)
            return
        }
        guard let certificate = Inflate.unpack(found, atMost: PIVContainer.largestCertificate) else {
            throw .damagedCompression
        }
        self = .certificate(certificate, !saysCompressed ? .compressedMarkedPlain : isZlib ? .zlib : .asSaid)
    }

    /// The certificate as it stands, and CertInfo.
    private static func members(of bytes: [UInt8]) throws(PIVContainerError) -> ([UInt8]?, info: UInt8) {
        var rest = bytes[...]
        let object = try next(&rest)
        guard object.tag == 0x53 else { throw .notAContainer }
        var (certificate, info): ([UInt8]?, UInt8) = (nil, 0)
        rest = object.value[...]
        for _ in 0..<8 where !rest.isEmpty {
            let member: BERTLV
            do throws(PIVContainerError) {
                member = try next(&rest)
            } catch {
                guard certificate != nil else { throw error }
                break
            }
            if member.tag == 0x70, certificate == nil { certificate = member.value }
            if member.tag == 0x71 { info = member.value.first ?? 0 }
        }
        return (certificate, info)
    }

    private static func next(_ rest: inout ArraySlice<UInt8>) throws(PIVContainerError) -> BERTLV {
        do { return try BERTLV.next(from: &rest) } catch { throw .malformed(error) }
    }
}

public enum PIVContainerError: Error, Hashable, Sendable {
    case malformed(TLVError)
    /// The outer object isn't `53`.
    case notAContainer
    /// Compressed data that is damaged, or larger than the bound.
    case damagedCompression
}

extension PIVContainer.Packing {
    /// After "The authentication certificate ". Nil where nothing is odd.
    var words: String? {
        switch self {
        case .asSaid: nil
        case .plainMarkedCompressed: "is marked as compressed and isn't; it was read as it is"
        case .compressedMarkedPlain: "is compressed and not marked so; it was unpacked"
        case .zlib: "is compressed with zlib instead of gzip; it was unpacked"
        }
    }
}
