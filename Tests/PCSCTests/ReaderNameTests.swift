import PCSC
import Testing

struct ReaderNameTests {
    @Test(arguments: [
        (Array("Virtual PCD 00 00".utf8), "Virtual PCD 00 00"),
        (Array("Lesegerät № 1".utf8), "Lesegerät № 1"),
        ([0x41, 0xFF, 0x42], "A\\xFFB"),
        ([0xE2, 0x82], "\\xE2\\x82"),
        (Array("a\u{1B}[2Jb\tc".utf8), "a\\u{1B}[2Jb\\u{9}c"),
        (Array("a\u{202E}b\u{200B}c\u{2028}d".utf8), "a\\u{202E}b\\u{200B}c\\u{2028}d"),
        (Array("back\\slash".utf8), "back\\\\slash"),
        (Array("\u{FF20}".utf8), "\u{FF20}"),
    ])
    func `a name is shown without anything that could move a terminal's cursor (pyscard 62, 106)`(
        bytes: [UInt8], shown: String
    ) {
        #expect(ReaderName(bytes: bytes).description == shown)
    }

    @Test func `names keep bytes that are not UTF-8, and two such names differ`() {
        #expect(ReaderName(bytes: [0x41, 0xFF]).bytes == [0x41, 0xFF])
        #expect(ReaderName(bytes: [0xFF]) != ReaderName(bytes: [0xFE]))
    }

    @Test func `a name ends at its first NUL`() {
        #expect(ReaderName(bytes: [0x41, 0, 0x42]) == "A")
    }
}
