import PCSC
import PCSCTesting
import Testing
import VirtualCards

/// Recordings as text, and the card that replays them.
@Suite struct CardRecordingTests {
    private let recording = CardRecording(
        atr: [0x3B, 0x80, 0x01, 0x81],
        exchanges: [
            VirtualCard.Exchange(command: [0x00, 0xA4, 0x04, 0x00], answer: .response([0x90, 0x00])),
            VirtualCard.Exchange(
                command: [0x00, 0xB0, 0x00, 0x00, 0x02], answer: .response([0x01, 0x02, 0x90, 0x00])),
            VirtualCard.Exchange(command: [0x00, 0xB0, 0x00, 0x00, 0x00], answer: .leaves),
            VirtualCard.Exchange(command: [0x00, 0xCA, 0x00, 0x00], answer: .silence),
        ])

    @Test func `a recording is the same after writing and reading it`() throws {
        let text = recording.text(comment: "Two lines\nof comment")
        #expect(
            text == """
                # Two lines
                # of comment
                ATR 3B800181
                > 00A40400
                < 9000
                > 00B0000002
                < 01029000
                > 00B0000000
                < leaves
                > 00CA0000
                < silence

                """)
        #expect(try CardRecording(parsing: text) == recording)
        #expect(try CardRecording(parsing: "\nATR 3b 80 01 81\n") == CardRecording(atr: recording.atr, exchanges: []))
    }

    @Test(
        arguments: [
            ("", 1, "there is no ATR"), ("> 00A4", 1, "the ATR has to come first"),
            ("ATR 3B\nATR 3B", 2, "there is an ATR already"), ("ATR 3", 1, "must be bytes in hexadecimal"),
            ("ATR 3B\n>", 2, "must be bytes in hexadecimal"), ("ATR 3B\n< 9000", 2, "an answer without a command"),
            ("ATR 3B\n> 00\n> 00", 3, "the command before has no answer"),
            ("ATR 3B\n> 00", 2, "the last command has no answer"), ("ATR 3B\nx", 2, "must begin with ATR, >, < or #"),
            ("ATR 3B\n> 00\n< 90", 3, "must be data and status word in hexadecimal, silence, or leaves"),
            ("ATR 3B\n> 00\n<", 3, "must be data and status word in hexadecimal, silence, or leaves"),
        ] as [(String, Int, String)])
    func `a text that is no recording is refused with its line`(text: String, line: Int, reason: String) {
        let mistake = #expect(throws: CardRecording.Mistake.self) { try CardRecording(parsing: text) }
        #expect(mistake?.line == line)
        #expect(mistake?.text == reason)
    }

    @Test func `a card's recording is what it was asked and answered`() {
        let card = VirtualCard(atr: recording.atr)
        card.powerOn()
        _ = card.exchange([0x00, 0xA4, 0x04, 0x00])
        #expect(
            card.recording
                == CardRecording(
                    atr: recording.atr,
                    exchanges: [
                        VirtualCard.Exchange(command: [0x00, 0xA4, 0x04, 0x00], answer: .response([0x6D, 0x00]))
                    ]))
    }

    @Test func `recorded commands are answered in their order, from the beginning after a reset and after the end`() {
        let card = VirtualCard(replaying: recording)
        for _ in 1...2 {
            for exchange in recording.exchanges { #expect(card.exchange(exchange.command) == exchange.answer) }
        }
        #expect(card.exchange([0x00, 0xA4, 0x04, 0x00]) == .response([0x90, 0x00]))
        card.powerOn()
        #expect(card.exchange([0x00, 0xA4, 0x04, 0x00]) == .response([0x90, 0x00]))
        #expect(card.mismatches == [])
    }

    @Test func `a command that isn't recorded, or not there, gets 6F00 and is noted`() {
        let card = VirtualCard(replaying: recording)
        // The second of the recording, and one with another length.
        #expect(card.exchange([0x00, 0xB0, 0x00, 0x00, 0x02]) == .response([0x6F, 0x00]))
        #expect(card.exchange([0x00, 0xA4, 0x04, 0x00]) == .response([0x90, 0x00]))
        #expect(card.exchange([0x00, 0xB0, 0x00, 0x00, 0x03]) == .response([0x6F, 0x00]))
        #expect(
            card.mismatches == [
                RecordedCard.Mismatch(
                    place: 0, expected: [0x00, 0xA4, 0x04, 0x00], received: [0x00, 0xB0, 0x00, 0x00, 0x02]),
                RecordedCard.Mismatch(
                    place: 1, expected: [0x00, 0xB0, 0x00, 0x00, 0x02], received: [0x00, 0xB0, 0x00, 0x00, 0x03]),
            ])
        let empty = VirtualCard(replaying: CardRecording(atr: [0x3B], exchanges: []))
        #expect(empty.exchange([0x00]) == .response([0x6F, 0x00]))
        #expect(empty.mismatches == [RecordedCard.Mismatch(place: 0, expected: nil, received: [0x00])])
    }

    @Test func `a recorded card answers and leaves behind the simulated service as the first one did`() async throws {
        let desk = SimulatedService()
        let slot = try #require(desk.attach(SimulatedReader("A"), card: VirtualCard(replaying: recording)))
        let service = PCSCService(functions: desk.table)
        let insertion = try #require(try await service.readers().first?.insertion)
        #expect(insertion.atr == recording.atr)
        let answers = try await service.withSession(with: insertion) { session in
            try recording.exchanges.prefix(2).map { try session.transmit($0.command) }
        }
        #expect(answers == [[0x90, 0x00], [0x01, 0x02, 0x90, 0x00]])
        let error = await #expect(throws: PCSCError.self) {
            try await service.withSession(with: insertion) { try $0.transmit(recording.exchanges[2].command) }
        }
        #expect(error?.code == .cardLost)
        #expect(slot.card == nil)
    }
}
