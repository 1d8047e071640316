import Testing

@testable import PCSC

struct ReaderBookTests {
    private func state(_ name: ReaderName, _ flags: ReaderState.Flags, count: UInt32 = 1, atr: [UInt8] = [])
        -> ReaderState
    {
        ReaderState(name: name, word: flags.rawValue | count << 16, atr: atr)
    }

    @Test func `an insertion is the same one for every look, whichever comes first`() throws {
        var ledger = InsertionLedger()
        let early = state("A", .present, count: 1, atr: [0x3B])
        let late = state("A", .present, count: 3, atr: [0x3B])
        let firstOr = ledger.insertion(in: early, incarnation: 1)
        let first = try #require(firstOr)
        let secondOr = ledger.insertion(in: late, incarnation: 1)
        let second = try #require(secondOr)
        #expect(second.epoch == first.epoch + 1)
        // A look that was made before and is noted after.
        do {
            let seen = ledger.insertion(in: early, incarnation: 1)
            #expect(seen == first)
        }
        do {
            let seen = ledger.insertion(in: late, incarnation: 1)
            #expect(seen == second)
        }
        do {
            let seen = ledger.insertion(in: late, incarnation: 2)
            #expect(seen?.epoch == second.epoch + 1)
        }
        do {
            let seen = ledger.insertion(in: state("A", .empty), incarnation: 1)
            #expect(seen == nil)
        }
    }

    @Test func `a card whose ATR comes late is the same insertion, and a mute one stays mute`() throws {
        var ledger = InsertionLedger()
        let muteOr = ledger.insertion(in: state("A", [.present, .mute]), incarnation: 1)
        let mute = try #require(muteOr)
        let awakeOr = ledger.insertion(in: state("A", .present, atr: [0x3B]), incarnation: 1)
        let awake = try #require(awakeOr)
        #expect(awake.epoch == mute.epoch)
        #expect(awake.atr == [0x3B])
        do {
            let seen = ledger.insertion(in: state("A", .present, atr: [0x3F]), incarnation: 1)
            #expect(seen?.epoch == mute.epoch + 1)
        }
    }

    @Test(
        arguments: [
            (.empty, .empty), (.present, .present), ([.present, .inUse], .inUse),
            ([.present, .exclusive], .exclusive), ([.present, .mute, .inUse], .mute), ([.unavailable], .unavailable),
            ([.unknown, .present], .unavailable), ([], .unavailable),
        ] as [(ReaderState.Flags, ReaderState.Condition)])
    func `a state in one word`(flags: ReaderState.Flags, condition: ReaderState.Condition) {
        #expect(state("A", flags).condition == condition)
    }
}
