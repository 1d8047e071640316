import ISO7816
import Testing

@Suite struct CommandAPDUTests {
    /// Each case of ISO/IEC 7816-3 §12.1.3 in its short and extended form.
    @Test(
        arguments: [
            ("00A40400", APDUCase.one, 0, nil),
            ("00B0000000", .two, 0, 256),
            ("00B0000005", .two, 0, 5),
            ("00A4040002AABB", .three, 2, nil),
            ("00A4040002AABB00", .four, 2, 256),
            ("00B00000000000", .two, 0, 65_536),
            ("00B00000000101", .two, 0, 257),
        ] as [(String, APDUCase, Int, Int?)])
    func `each case reads and writes back to the same bytes`(
        text: String, apduCase: APDUCase, dataCount: Int, expected: Int?
    ) throws {
        let bytes = try #require([UInt8](hexadecimal: text))
        let command = try CommandAPDU(parsing: bytes)
        #expect(command.apduCase == apduCase)
        #expect(command.data.count == dataCount)
        #expect(command.expectedLength == expected)
        #expect(try command.encoded() == bytes)
    }

    @Test(arguments: [0, 1, 255, 256, 300, 65_535], [nil, 1, 256, 257, 65_536] as [Int?])
    func `every mix of lengths survives the way to the line and back`(dataCount: Int, expected: Int?) throws {
        let command = CommandAPDU(
            ins: 0xCB, p1: 0x3F, p2: 0xFF, data: [UInt8](repeating: 0x5A, count: dataCount), expectedLength: expected)
        #expect(try CommandAPDU(parsing: command.encoded()) == command)
    }

    @Test(arguments: ["", "00", "00A404", "00A4040005AABB", "00A4040001AABBCC", "00A404000000", "00A40400000000AA"])
    func `lengths that don't fit are an error`(text: String) throws {
        let bytes = try #require([UInt8](hexadecimal: text))
        #expect(throws: APDUError.self) { try CommandAPDU(parsing: bytes) }
    }

    @Test func `lengths that no form can say are an error`() {
        #expect(throws: APDUError.dataTooLong(65_536)) {
            try CommandAPDU(ins: 0, p1: 0, p2: 0, data: [UInt8](repeating: 0, count: 65_536)).encoded()
        }
        #expect(throws: APDUError.expectedLengthOutOfRange(0)) {
            try CommandAPDU(ins: 0, p1: 0, p2: 0, expectedLength: 0).encoded()
        }
    }

    @Test func `a response under two bytes is no status word`() throws {
        #expect(throws: APDUError.truncated(1)) { try ResponseAPDU(parsing: [0x90]) }
        #expect(throws: APDUError.truncated(0)) { try ResponseAPDU(parsing: []) }
        #expect(try ResponseAPDU(parsing: [1, 0x90, 0]).data == [1])
    }

    @Test(
        arguments: [
            (0x9000, "done"), (0x63C2, "counter is 2"), (0x6100, "256 more bytes wait"),
            (0x6C05, "wrong length; 5 bytes are there"), (0x6283, "selected file is deactivated"),
            (0x1234, "not a status of ISO/IEC 7816-4"), (0x6AFF, "wrong parameters"),
        ] as [(UInt16, String)])
    func `a status word says what it means`(value: UInt16, meaning: String) {
        #expect(StatusWord(rawValue: value).meaning == meaning)
    }
}
