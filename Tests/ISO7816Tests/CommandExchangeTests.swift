import ISO7816
import Testing

/// A whole exchange with cards that are played by a list of answers.
@Suite struct CommandExchangeTests {
    /// What is answered after the list's end: `6F00`.
    private func run(
        _ text: String, _ answers: [[UInt8]], isT0: Bool = false, lengths: LengthSupport = .short,
        limits: ExchangeLimits = ExchangeLimits()
    ) throws -> (answer: ResponseAPDU, sent: [String]) {
        let bytes = try #require([UInt8](hexadecimal: text))
        var exchange = try CommandExchange(
            try CommandAPDU(parsing: bytes), isT0: isT0, lengths: lengths, limits: limits)
        var rest = answers
        var sent: [String] = []
        while true {
            sent.append(try exchange.next.encoded().hexadecimal)
            let answer = rest.isEmpty ? [0x6F, 0x00] : rest.removeFirst()
            if let whole = try exchange.take(try ResponseAPDU(parsing: answer)) { return (whole, sent) }
        }
    }

    // MARK: What goes wrong

    @Test func `a card that announces more and gives none is left at once (OpenSC 632)`() {
        #expect(throws: ExchangeError.emptyPiece) {
            try run("00B0000000", Array(repeating: [0x61, 0x10], count: 1_000))
        }
    }

    @Test(arguments: [0, 1, 80, 300])
    func `a card that goes on for ever is left after so many pieces`(most: Int) {
        #expect(throws: ExchangeError.tooManyPieces) {
            try run(
                "00B0000000", Array(repeating: [0xAA, 0x61, 0x10], count: 1_000),
                limits: ExchangeLimits(continuations: most))
        }
    }

    @Test func `a card that answers too long is left, whether in one piece or in several`() {
        let piece = [UInt8](repeating: 0, count: 256) + [0x61, 0x00]
        let limits = ExchangeLimits(bytes: 4_096)
        #expect(throws: ExchangeError.answerTooLong) {
            try run("00B0000000", Array(repeating: piece, count: 1_000), limits: limits)
        }
        #expect(throws: ExchangeError.answerTooLong) {
            try run("00B0000000", [[UInt8](repeating: 0, count: 4_097) + [0x90, 0x00]], limits: limits)
        }
    }

    @Test func `an answer as long as the limit is taken`() throws {
        let pieces = Array(repeating: [UInt8](repeating: 7, count: 256) + [0x61, 0x00], count: 15)
        let last = [UInt8](repeating: 7, count: 256) + [0x90, 0x00]
        let (answer, sent) = try run(
            "00B0000000", pieces + [last], limits: ExchangeLimits(continuations: 15, bytes: 4_096))
        #expect(answer.data.count == 4_096)
        #expect(sent.count == 16)
    }

    @Test(
        arguments: [
            ("00B0000000", 0x05, "00B0000005"), ("00B0000005", 0x00, "00B0000000"),
            ("00CB3FFF025C0000", 0x10, "00CB3FFF025C0010"),
        ] as [(String, UInt8, String)])
    func `6Cxx repeats a command that reads once, and a second one is the answer`(
        command: String, length: UInt8, repeated: String
    ) throws {
        let (answer, sent) = try run(command, [[0x6C, length], [0x6C, length], [0x90, 0x00]])
        #expect(sent == [command, repeated])
        #expect(answer == ResponseAPDU(status: StatusWord(0x6C, length)))
    }

    @Test func `each GET RESPONSE is repeated once of its own`() throws {
        let (answer, sent) = try run(
            "00B0000000", [[1, 0x61, 0x05], [0x6C, 0x02], [2, 3, 0x61, 0x09], [0x6C, 0x01], [4, 0x90, 0x00]])
        #expect(answer.encoded == [1, 2, 3, 4, 0x90, 0x00])
        #expect(sent == ["00B0000000", "00C0000005", "00C0000002", "00C0000009", "00C0000001"])
    }

    @Test func `6Cxx after data, or without a length to correct, is the answer`() throws {
        #expect(try run("00B0000000", [[1, 0x6C, 0x05]]).sent.count == 1)
        #expect(try run("00B00000", [[0x6C, 0x05]]).sent.count == 1)
        #expect(try run("00A4040002A000", [[0x6C, 0x05]]).sent.count == 1)
    }

    /// Each instruction byte: only those that read are ever sent twice.
    @Test func `6Cxx never repeats a command that could spend a passcode try`() throws {
        let reading: Set<UInt8> = [0xA0, 0xA1, 0xA2, 0xA4, 0xB0, 0xB1, 0xB2, 0xB3, 0xC0, 0xCA, 0xCB]
        for instruction in UInt8.min...UInt8.max {
            for cla: UInt8 in [0x00, 0x80] {
                let command: [UInt8] = [cla, instruction, 0x00, 0x80, 0x00]
                let sent = try run(command.hexadecimal, [[0x6C, 0x08], [0x90, 0x00]]).sent
                #expect(sent.count == (cla == 0 && reading.contains(instruction) ? 2 : 1), "\(cla) \(instruction)")
            }
        }
    }

    @Test func `lengths that no command can have are refused before anything is sent`() {
        #expect(throws: ExchangeError.lengths(.dataTooLong(65_536))) {
            try CommandExchange(CommandAPDU(ins: 0xDA, p1: 0, p2: 0, data: [UInt8](repeating: 0, count: 65_536)))
        }
        for length in [0, -1, 65_537] {
            #expect(throws: ExchangeError.lengths(.expectedLengthOutOfRange(length))) {
                try CommandExchange(CommandAPDU(ins: 0xB0, p1: 0, p2: 0, expectedLength: length))
            }
        }
    }

    @Test(arguments: [LengthSupport.short, LengthSupport(extendedLengths: true)])
    func `data that the card takes in no form is refused before anything is sent`(lengths: LengthSupport) {
        let command = CommandAPDU(ins: 0xDA, p1: 0, p2: 0, data: [UInt8](repeating: 0, count: 256))
        // T=0 has no lengths of two bytes.
        #expect(throws: ExchangeError.tooLongForCard(256)) {
            try CommandExchange(command, isT0: true, lengths: lengths)
        }
        #expect(throws: ExchangeError.tooLongForCard(256)) {
            var own = command
            own.cla = 0x80
            _ = try CommandExchange(own, lengths: LengthSupport(commandChaining: true))
        }
    }

    @Test(arguments: [[0x68, 0x84], [0x69, 0x82], [0x61, 0x05], [0x6C, 0x05], [1, 0x90, 0x01]] as [[UInt8]])
    func `a link of a chain that the card refuses ends the chain`(refusal: [UInt8]) throws {
        var exchange = try CommandExchange(
            CommandAPDU(ins: 0xDA, p1: 0, p2: 0, data: [UInt8](repeating: 1, count: 600)),
            lengths: LengthSupport(commandChaining: true))
        #expect(try exchange.take(ResponseAPDU(status: .success)) == nil)
        let response = try ResponseAPDU(parsing: refusal)
        #expect(try exchange.take(response) == response)
    }

    // MARK: How it goes

    @Test func `61xx is followed to the end in the same logical channel (pcsc-sharp 9, 97)`() throws {
        let (answer, sent) = try run("12B0000000", [[1, 2, 0x61, 0x03], [3, 4, 5, 0x61, 0x00], [6, 0x90, 0x00]])
        #expect(answer.encoded == [1, 2, 3, 4, 5, 6, 0x90, 0x00])
        #expect(sent == ["12B0000000", "02C0000003", "02C0000000"])
    }

    @Test(
        arguments: [
            (0x00, 0x00), (0x03, 0x03), (0x0C, 0x00), (0x10, 0x00), (0x41, 0x41), (0x6F, 0x4F), (0x80, 0x00),
        ] as [(UInt8, UInt8)])
    func `GET RESPONSE keeps the channel and drops chaining and secure messaging`(cla: UInt8, next: UInt8) {
        let command = CommandAPDU(cla: cla, ins: 0xCB, p1: 0x3F, p2: 0xFF)
        #expect(
            command.getResponse(length: 7) == CommandAPDU(cla: next, ins: 0xC0, p1: 0, p2: 0, expectedLength: 7))
    }

    @Test(arguments: [256, 510, 511, 65_535])
    func `long data is chained in pieces of 255 bytes, and only the last is answered with data`(count: Int) throws {
        let data = (0..<count).map { UInt8($0 & 0xFF) }
        var exchange = try CommandExchange(
            CommandAPDU(cla: 0x01, ins: 0xDB, p1: 0x3F, p2: 0xFF, data: data, expectedLength: 65_536),
            lengths: LengthSupport(commandChaining: true))
        var links: [CommandAPDU] = []
        var answer: ResponseAPDU?
        while answer == nil {
            links.append(exchange.next)
            let isLast = exchange.next.cla == 0x01
            answer = try exchange.take(ResponseAPDU(data: isLast ? [9] : [], status: .success))
        }
        #expect(answer == ResponseAPDU(data: [9], status: .success))
        #expect(links.flatMap(\.data) == data)
        #expect(links.count == (count + 254) / 255)
        #expect(links.dropLast().allSatisfy { $0.cla == 0x11 && $0.data.count == 255 && $0.expectedLength == nil })
        #expect(links.last?.expectedLength == 256)
        #expect(links.allSatisfy { $0.ins == 0xDB && $0.p1 == 0x3F && $0.p2 == 0xFF && !$0.needsExtendedLength })
    }

    @Test func `extended lengths go in one piece where the card takes them, and are asked short where it doesn't`()
        throws
    {
        let answer: [[UInt8]] = [[0x90, 0x00]]
        let extended = LengthSupport(extendedLengths: true, commandChaining: true)
        #expect(try run("00B00000000000", answer, lengths: extended).sent == ["00B00000000000"])
        #expect(try run("00B00000000000", answer).sent == ["00B0000000"])
        #expect(try run("00B00000000000", answer, isT0: true, lengths: extended).sent == ["00B0000000"])
    }

    @Test func `on T=0 a command with data and answer goes without Le`() throws {
        let (answer, sent) = try run("00A4040002A00000", [[0x61, 0x02], [1, 2, 0x90, 0x00]], isT0: true)
        #expect(answer.data == [1, 2])
        #expect(sent == ["00A4040002A000", "00C0000002"])
        #expect(try run("00A4040002A00000", [[0x90, 0x00]]).sent == ["00A4040002A00000"])
    }

    @Test(
        arguments: [
            // Card capabilities 7x in the historical bytes; the third byte counts.
            ("3B8580017380018040", false, false), ("3B00", false, false), ("", false, false),
            ("3B85800180738001C0", true, true), ("3B8580018073800180", true, false),
            ("3B8580018073800140", false, true),
            ("3B84800180728001", false, false), ("3BD6970081B1FE451F878031C152411A2B", false, false),
        ] as [(String, Bool, Bool)])
    func `what an answer to reset announces is taken, and nothing else`(
        atr: String, chaining: Bool, extended: Bool
    ) throws {
        let bytes = try #require([UInt8](hexadecimal: atr))
        #expect(
            LengthSupport(atr: bytes) == LengthSupport(extendedLengths: extended, commandChaining: chaining))
    }
}
