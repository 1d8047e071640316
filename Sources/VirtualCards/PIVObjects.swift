import ISO7816

/// The data objects of a virtual PIV card (NIST SP 800-73-4 part 1, table 3 and appendix A).
enum PIVObjects {
    /// The full AID of the PIV card application, version 1.0 (SP 800-73-4 part 1 §2.2).
    static let aid: [UInt8] = [0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00]

    static let authentication: UInt32 = 0x5FC105
    static let signing: UInt32 = 0x5FC10A
    static let chuid: UInt32 = 0x5FC102
    static let capabilities: UInt32 = 0x5FC107
    static let discovery: UInt32 = 0x7E

    /// The application property template (SP 800-73-4 part 2, table 3).
    static let applicationTemplate = BERTLV(
        tag: 0x61,
        value: BERTLV(tag: 0x4F, value: Array(aid.dropFirst(5))).encoded
            + BERTLV(tag: 0x79, value: BERTLV(tag: 0x4F, value: Array(aid.prefix(5))).encoded).encoded
    ).encoded

    /// A certificate's container: the certificate, CertInfo (bit 1: gzip), and an empty error detection code.
    static func certificate(_ der: [UInt8], compressed: Bool) -> [UInt8] {
        BERTLV(
            tag: 0x53,
            value: BERTLV(tag: 0x70, value: der).encoded + BERTLV(tag: 0x71, value: [compressed ? 1 : 0]).encoded
                + BERTLV(tag: 0xFE, value: []).encoded
        ).encoded
    }

    /// What every card has: the cardholder unique identifier, the capability container, and the discovery object,
    /// which says that the passcode is the application's own (`40 00`).
    static let common: [UInt32: [UInt8]] = [
        chuid: BERTLV(
            tag: 0x53,
            value: BERTLV(tag: 0x30, value: [UInt8](repeating: 0xD1, count: 25)).encoded
                + BERTLV(tag: 0x34, value: Array(0xA0...0xAF)).encoded
                + BERTLV(tag: 0x35, value: Array("20301231".utf8)).encoded
                + BERTLV(tag: 0x3E, value: []).encoded + BERTLV(tag: 0xFE, value: []).encoded
        ).encoded,
        capabilities: BERTLV(
            tag: 0x53,
            value: BERTLV(tag: 0xF0, value: [0xA0, 0x00, 0x00, 0x01, 0x16, 0xFF, 0x02] + [UInt8](0x30...0x3D)).encoded
                + [0xF1, 0x01, 0x21, 0xF2, 0x01, 0x21, 0xF3, 0x00, 0xF4, 0x01, 0x00, 0xF5, 0x01, 0x10, 0xF6, 0x00]
                + [0xF7, 0x00, 0xFA, 0x00, 0xFB, 0x00, 0xFC, 0x00, 0xFD, 0x00, 0xFE, 0x00]
        ).encoded,
        discovery: BERTLV(
            tag: 0x7E,
            value: BERTLV(tag: 0x4F, value: aid).encoded + BERTLV(tag: 0x5F2F, value: [0x40, 0x00]).encoded
        ).encoded,
    ]
}
