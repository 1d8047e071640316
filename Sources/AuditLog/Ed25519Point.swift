/// What is looked at in an Ed25519 public key beyond its length.
enum Ed25519Point {
    /// True for the encodings of points whose order divides 8, canonical or not: under such a key anybody can sign. The
    /// list is that of libsodium (`ge25519_has_small_order`), as y coordinates with the sign bit off.
    static func isSmallOrder(_ key: some Collection<UInt8>) -> Bool {
        var bytes = Array(key)
        guard bytes.count == 32 else { return false }
        bytes[31] &= 0x7F
        return yCoordinates.contains(bytes)
    }

    private static let yCoordinates: Set<[UInt8]> = {
        let zero = [UInt8](repeating: 0, count: 32)
        let one = [1] + [UInt8](repeating: 0, count: 31)
        // p − 1, p and p + 1, with p = 2^255 − 19
        let around = [0xEC, 0xED, 0xEE].map { [$0] + [UInt8](repeating: 0xFF, count: 30) + [0x7F] }
        return Set([zero, one, orderEight, otherOrderEight] + around)
    }()

    private static let orderEight: [UInt8] = [
        0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
        0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ]
    private static let otherOrderEight: [UInt8] = [
        0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
        0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ]
}
