import ISO7816
import Testing

@Suite struct BERTLVTests {
    @Test(arguments: [0, 1, 127, 128, 255, 256, 65_535, 65_536], [0x53, 0x7F21, 0x5FC105] as [UInt32])
    func `what is encoded reads back the same`(count: Int, tag: UInt32) throws {
        let object = BERTLV(tag: tag, value: [UInt8](repeating: 0x11, count: count))
        #expect(try BERTLV.list(object.encoded) == [object])
    }

    @Test(arguments: [
        ("53", TLVError.truncated), ("5302AA", .truncated), ("5F", .truncated), ("538200", .truncated),
        ("5380", .badLength), ("53850000000001AA", .badLength), ("5F0001AA", .badTag), ("5F81818101AA", .badTag),
        ("53FFFFFFFF", .badLength), ("5384FFFFFFFF", .truncated),
    ])
    func `anything else is an error that says which`(text: String, error: TLVError) throws {
        let bytes = try #require([UInt8](hexadecimal: text))
        #expect(throws: error) { try BERTLV.list(bytes) }
    }

    @Test func `padding between objects is skipped`() throws {
        #expect(try BERTLV.list([0x00, 0x70, 0x01, 0xAA, 0xFF, 0x71, 0x00]).map(\.tag) == [0x70, 0x71])
    }

    @Test func `there is a bound on the number of objects`() {
        #expect(throws: TLVError.tooMany) { try BERTLV.list([0x70, 0, 0x70, 0, 0x70, 0], atMost: 2) }
    }
}
