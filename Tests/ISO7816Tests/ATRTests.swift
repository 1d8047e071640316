import ISO7816
import Testing

@Suite struct ATRTests {
    private func atr(_ text: String) throws -> ATR {
        try ATR(parsing: #require([UInt8](hexadecimal: text)))
    }

    /// ATRs of smartcard_list.txt (pcsc-tools 1.6.2) and of OpenSC's drivers.
    @Test(
        arguments: [
            ("3B6A00FF4A434F503431563232 31", [0], ATR.Check.notNeeded, 10),
            ("3BF91800008131FE454A434F5034315632 32AF", [1], .right(0xAF), 9),
            ("3BD6970081B1FE451F878031C152411A2B", [1], .right(0x2B), 6),
            ("3BD6960081B1FE451F878031C152411A2A", [1], .right(0x2A), 6),
            ("3BDD18008131FE4580F9A0000000770100700A90008B", [1], .right(0x8B), 13),
            ("3BDB960080B1FE451F830031C064C7FC10000790 0072", [0, 1], .right(0x72), 11),
            ("3BD8180080B1FE451F078031C16408069 20FD5", [0, 1], .right(0xD5), 8),
            ("3F6525082200689000", [0], .notNeeded, 5),
            ("3B00", [0], .notNeeded, 0),
        ] as [(String, [Int], ATR.Check, Int)])
    func `real ATRs are read`(text: String, protocols: [Int], check: ATR.Check, historical: Int) throws {
        let atr = try atr(text.filter { $0 != " " })
        #expect(atr.protocols == protocols)
        #expect(atr.check == check)
        #expect(atr.historicalBytes.count == historical)
        #expect(atr.surplus.isEmpty)
        #expect(atr.explanation.flatMap(\.bytes) == atr.bytes)
    }

    @Test(arguments: [
        ("", ATRError.truncated(missing: "TS")), ("3B", .truncated(missing: "T0")), ("00", .badInitialCharacter(0)),
        ("3BF0", .truncated(missing: "TA1")), ("3B80", .truncated(missing: "TD1")),
        ("3B808080", .truncated(missing: "TD3")), ("3B05AA", .truncated(missing: "T2")),
        (String(repeating: "3B", count: 34), .tooLong(34)),
    ])
    func `what is no ATR says why`(text: String, error: ATRError) throws {
        let bytes = try #require([UInt8](hexadecimal: text))
        #expect(throws: error) { try ATR(parsing: bytes) }
    }

    @Test func `a wrong, a missing check byte and bytes too many are told`() throws {
        #expect(try atr("3B800100").check == .wrong(0x00, expected: 0x81))
        #expect(try atr("3B8001").check == .missing)
        #expect(try atr("3B0055").surplus == [0x55])
    }

    @Test func `the explanation names every byte`() throws {
        let lines = try atr("3BD6970081B1FE451F878031C152411A2B").explanation
            .map { "\($0.bytes.hexadecimal) \($0.name) \($0.meaning)" }
        #expect(
            lines == [
                "3B TS direct convention",
                "D6 T0 TA1, TC1, TD1 follow; 6 historical bytes",
                "97 TA1 speed: Fi 512, Di 64, clock up to 5 MHz",
                "00 TC1 extra guard time of 0 etu",
                "81 TD1 protocol T=1; TD2 follows",
                "B1 TD2 protocol T=1; TA3, TB3, TD3 follow",
                "FE TA3 T=1 card takes blocks of up to 254 bytes",
                "45 TB3 T=1 waiting times: block 4, character 5",
                "1F TD3 global bytes (T=15); TA4 follows",
                "87 TA4 clock may stop high; 5 V, 3 V, 1.8 V",
                "80 T1 data objects follow",
                "31C1 T2–T3 card service data: C1",
                "52411A T4–T6 card issuer's data: 411A",
                "2B TCK check byte, right",
            ])
    }

    @Test(arguments: [
        ("", HistoricalBytes.none),
        ("1005", .directoryReference(5)),
        ("4A434F50", .proprietary([0x4A, 0x43, 0x4F, 0x50])),
        ("8052AA", .proprietary([0x80, 0x52, 0xAA])),
        ("0090", .proprietary([0x00, 0x90])),
        ("1005AA", .proprietary([0x10, 0x05, 0xAA])),
        ("00", .proprietary([0x00])),
        ("80", .objects([], status: nil)),
    ])
    func `historical bytes that don't read as their category says are the maker's own`(
        text: String, expected: HistoricalBytes
    ) throws {
        #expect(HistoricalBytes(try #require([UInt8](hexadecimal: text))) == expected)
    }

    @Test func `the status at the end of category 00 is told`() {
        guard case .objects(let objects, let status) = HistoricalBytes([0x00, 0x31, 0xC0, 0x07, 0x90, 0x00]) else {
            Issue.record("no data objects")
            return
        }
        #expect(objects.map(\.name) == ["card service data"])
        #expect(status?.status == .success)
        #expect(status?.lifeCycle == 7)
    }

    /// 16.7 million inputs would take too long here; every two-byte head with a fixed tail covers each announcement.
    @Test func `any head gives a value or an error, and the explanation covers every byte`() {
        for first in 0...255 {
            for second in stride(from: 0, through: 255, by: 3) {
                let bytes = [0x3B, UInt8(first), UInt8(second)] + [UInt8](repeating: 0x91, count: 24)
                guard let atr = try? ATR(parsing: bytes) else { continue }
                #expect(atr.explanation.flatMap(\.bytes) == bytes)
            }
        }
    }

    // found: F7
    @Test(
        arguments: [
            ([0x3B, 0x04, 0x60, 0x89], "it ends before T3"), ([0x4A], "it begins with 4A instead of 3B or 3F"),
            ([], "it ends before TS"), ([UInt8](repeating: 0x3B, count: 40), "it has 40 bytes, and 33 is the most"),
        ] as [([UInt8], String)])
    func `what isn't an answer to reset is told in words`(bytes: [UInt8], words: String) {
        let error = #expect(throws: ATRError.self) { try ATR(parsing: bytes) }
        #expect(error?.description == words)
    }
}
