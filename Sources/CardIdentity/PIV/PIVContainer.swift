import ISO7816

/// What GET DATA gave for a certificate (SP 800-73-4 part 1, appendix A, tables 10 and following).
public enum PIVContainer: Hashable, Sendable {
    /// The card has the container and nothing is in it.
    case empty
    /// One certificate in DER, unpacked.
    case certificate([UInt8])

    /// The largest certificate that is unpacked, in bytes.
    public static let largestCertificate = 16_384

    /// Reads `53 { 70 certificate, 71 CertInfo, FE error detection code }`; any bytes may be given.
    public init(parsing bytes: [UInt8]) throws(PIVContainerError) {
        guard !bytes.isEmpty else {
            self = .empty
            return
        }
        do {
            var rest = bytes[...]
            let object = try BERTLV.next(from: &rest)
            guard object.tag == 0x53 else { throw PIVContainerError.notAContainer }
            let members = try BERTLV.list(object.value, atMost: 8)
            guard let packed = members.first(where: { $0.tag == 0x70 })?.value, !packed.isEmpty else {
                self = .empty
                return
            }
            let info = members.first { $0.tag == 0x71 }?.value.first ?? 0
            // Bit 1 of CertInfo: compressed with gzip.
            guard info & 0x01 != 0 else {
                self = .certificate(packed)
                return
            }
            guard let certificate = Inflate.unpack(packed, atMost: PIVContainer.largestCertificate) else {
                throw PIVContainerError.damagedCompression
            }
            self = .certificate(certificate)
        } catch let error as TLVError {
            throw .malformed(error)
        } catch let error as PIVContainerError {
            throw error
        } catch {
            throw .notAContainer
        }
    }
}

public enum PIVContainerError: Error, Hashable, Sendable {
    case malformed(TLVError)
    /// The outer object isn't `53`.
    case notAContainer
    /// Compressed data that is damaged, or larger than the bound.
    case damagedCompression
}
