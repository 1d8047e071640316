import CardIdentity
import ISO7816
import Testing

/// Architecture, invariant 1: the bytes that may reach a card.
@Suite struct APDUAllowListTests {
    /// Lists before and after the standard PIV application answered.
    private static func list(pivSelected: Bool) throws -> APDUAllowList {
        var list = APDUAllowList()
        if pivSelected {
            let select = try list.admit(CommandAPDU(ins: 0xA4, p1: 0x04, p2: 0, data: APDUAllowList.pivAID))
            list.record(.success, to: select)
        }
        return list
    }

    private static func command(_ ins: UInt8, _ apduCase: APDUCase, p2: UInt8) -> CommandAPDU {
        CommandAPDU(
            ins: ins, p1: 0, p2: p2,
            data: apduCase == .three || apduCase == .four ? [0x5C, 0x01, 0x7E] : [],
            expectedLength: apduCase == .two || apduCase == .four ? 256 : nil)
    }

    @Test(arguments: [false, true])
    func `of all instructions and cases only the list's are let through`(pivSelected: Bool) throws {
        let list = try Self.list(pivSelected: pivSelected)
        var admitted: [String] = []
        for ins in UInt8.min...UInt8.max {
            for apduCase in [APDUCase.one, .two, .three, .four] {
                for p2: UInt8 in [0x00, 0x80]
                where (try? list.admit(Self.command(ins, apduCase, p2: p2))) != nil {
                    admitted.append("\(ins.hexadecimal)/\(apduCase.rawValue)/\(p2.hexadecimal)")
                }
            }
        }
        var expected: [String] = []
        if pivSelected { expected += ["20/1/00", "20/1/80"] }
        expected += ["A4/1", "A4/2", "A4/3", "A4/4", "B0/1", "B0/2", "B2/1", "B2/2"].flatMap {
            ["\($0)/00", "\($0)/80"]
        }
        expected += ["C0/1/00", "C0/2/00"]
        expected += ["CA/1", "CA/2", "CB/3", "CB/4"].flatMap { ["\($0)/00", "\($0)/80"] }
        #expect(admitted == expected)
    }

    @Test func `a class byte other than 00 is refused for every instruction`() throws {
        let list = try Self.list(pivSelected: true)
        for cla in UInt8(1)...UInt8.max {
            for ins in UInt8.min...UInt8.max {
                #expect(throws: APDURefusal.classByte(cla)) {
                    try list.admit(CommandAPDU(cla: cla, ins: ins, p1: 0, p2: 0))
                }
            }
        }
    }

    /// VERIFY with data, CHANGE REFERENCE DATA, RESET RETRY COUNTER, PUT DATA and the like, in every length.
    @Test(
        arguments: [0x20, 0x21, 0x24, 0x25, 0x2C, 0x2D, 0xDA, 0xDB, 0x87, 0x47, 0xD6, 0xD0, 0xE0, 0xE4, 0x44] as [UInt8]
    )
    func `whatever carries a passcode or changes a card is refused`(ins: UInt8) throws {
        let list = try Self.list(pivSelected: true)
        for count in 1...300 {
            for p2: UInt8 in [0x00, 0x80, 0x81] {
                #expect(throws: APDURefusal.self) {
                    try list.admit(
                        CommandAPDU(ins: ins, p1: 0, p2: p2, data: [UInt8](repeating: 0x31, count: count)))
                }
            }
        }
    }

    @Test func `VERIFY without data needs the standard PIV application, whole and answering`() throws {
        let counter = CommandAPDU(ins: 0x20, p1: 0, p2: 0x80)
        func isFree(after aid: [UInt8], _ status: StatusWord) throws -> Bool {
            var list = APDUAllowList()
            list.record(status, to: try list.admit(CommandAPDU(ins: 0xA4, p1: 0x04, p2: 0, data: aid)))
            return (try? list.admit(counter)) != nil
        }
        #expect(try isFree(after: APDUAllowList.pivAID, .success))
        #expect(try isFree(after: APDUAllowList.pivAID, StatusWord(rawValue: 0x6120)))
        #expect(try !isFree(after: APDUAllowList.pivAID, .notFound))
        #expect(try !isFree(after: Array(APDUAllowList.pivAID.prefix(5)), .success))
        #expect(try !isFree(after: [0xA0, 0, 0, 0, 4, 0x10, 0x10], .success))
    }

    @Test func `selecting another application ends it`() throws {
        var list = try Self.list(pivSelected: true)
        list.record(.success, to: try list.admit(CommandAPDU(ins: 0xA4, p1: 0x04, p2: 0, data: [0xA0, 0, 0, 0, 4])))
        #expect(throws: APDURefusal.passcodeCounterNotFree) {
            try list.admit(CommandAPDU(ins: 0x20, p1: 0, p2: 0x80))
        }
    }

    /// P1 of FF ends another program's verified state (SP 800-73-4 part 2 §3.2.1).
    @Test func `VERIFY that would end another program's log-in is refused`() throws {
        let list = try Self.list(pivSelected: true)
        for p1 in UInt8(1)...UInt8.max {
            #expect(throws: APDURefusal.parameters(0x20)) {
                try list.admit(CommandAPDU(ins: 0x20, p1: p1, p2: 0x80))
            }
        }
    }

    @Test func `a refused command never reaches the transport`() throws {
        var sent = 0
        var channel = CardChannel { _ in
            sent += 1
            return [0x90, 0x00]
        }
        #expect(throws: CardChannelError.self) {
            try channel.send(CommandAPDU(ins: 0x20, p1: 0, p2: 0x80, data: Array("1234".utf8)))
        }
        #expect(sent == 0)
        #expect(channel.exchanges.isEmpty)
    }
}
