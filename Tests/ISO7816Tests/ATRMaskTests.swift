import ISO7816
import Testing

@Suite struct ATRMaskTests {
    private let piv: [UInt8] = [
        0x3B, 0xD6, 0x97, 0x00, 0x81, 0xB1, 0xFE, 0x45, 0x1F, 0x87, 0x80, 0x31, 0xC1, 0x52, 0x41, 0x1A, 0x2B,
    ]

    @Test func `a mask of another length than the answer to reset is refused`() {
        #expect(throws: ATRMaskError.differentLengths(atr: 17, mask: 16)) {
            try ATRMask(piv, mask: [UInt8](repeating: 0xFF, count: 16))
        }
        #expect(throws: ATRMaskError.differentLengths(atr: 2, mask: 0)) { try ATRMask([0x3B, 0x00], mask: []) }
    }

    @Test(arguments: [0, 1, 34])
    func `a pattern that no answer to reset can fit is refused`(count: Int) {
        #expect(throws: ATRMaskError.noAnswerHasLength(count)) {
            try ATRMask(exactly: [UInt8](repeating: 0x3B, count: count))
        }
    }

    @Test func `an answer that is longer or shorter doesn't fit, whatever its bits`() throws {
        let any = try ATRMask(piv, mask: [UInt8](repeating: 0, count: 17))
        #expect(any.matches(piv.map { ~$0 }))
        #expect(!any.matches(Array(piv.dropLast())))
        #expect(!any.matches(piv + [0x00]))
        #expect(!any.matches([]))
    }

    @Test func `only the bits of the mask count`() throws {
        var mask = [UInt8](repeating: 0xFF, count: 17)
        mask[15] = 0xF0
        mask[16] = 0x00
        let family = try ATRMask(piv, mask: mask)
        for last in UInt8.min...UInt8.max {
            var other = piv
            other[15] = 0x10 | last & 0x0F
            other[16] = last
            #expect(family.matches(other))
            other[15] = 0x20 | last & 0x0F
            #expect(!family.matches(other))
        }
        #expect(try !ATRMask(exactly: piv).matches(piv.dropLast() + [0x2A]))
    }

    @Test func `patterns that let the same through are equal`() throws {
        #expect(try ATRMask([0x3B, 0x05], mask: [0xFF, 0xF0]) == ATRMask([0x3B, 0x0A], mask: [0xFF, 0xF0]))
    }
}
