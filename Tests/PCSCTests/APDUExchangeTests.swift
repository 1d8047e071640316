import Testing

@testable import PCSC

struct APDUExchangeTests {
    /// Runs one exchange with a list of answers and gives what was sent.
    private func run(
        _ command: [UInt8], _ answers: [[UInt8]], on activeProtocol: TransmissionProtocol = .t1,
        limits: ExchangeLimits = ExchangeLimits()
    ) throws -> (answer: [UInt8], sent: [[UInt8]]) {
        var rest = answers
        var sent: [[UInt8]] = []
        let exchange = APDUExchange(activeProtocol: activeProtocol, limits: limits, reader: "A")
        let answer = try exchange.run(command) { command throws(PCSCError) in
            sent.append(command)
            return rest.isEmpty ? [0x6F, 0x00] : rest.removeFirst()
        }
        return (answer, sent)
    }

    @Test func `61xx is followed to the end in the same logical channel (pcsc-sharp 9, 97)`() throws {
        let (answer, sent) = try run(
            [0x12, 0xB0, 0x00, 0x00, 0x00], [[1, 2, 0x61, 0x03], [3, 4, 5, 0x61, 0x00], [6, 0x90, 0x00]])
        #expect(answer == [1, 2, 3, 4, 5, 6, 0x90, 0x00])
        #expect(sent.dropFirst() == [[0x02, 0xC0, 0, 0, 0x03], [0x02, 0xC0, 0, 0, 0x00]])
    }

    @Test(
        arguments: [
            (0x00, 0x00), (0x03, 0x03), (0x0C, 0x00), (0x10, 0x00), (0x41, 0x41), (0x6F, 0x4F), (0x80, 0x00),
        ] as [(UInt8, UInt8)])
    func `GET RESPONSE keeps the channel and drops chaining and secure messaging`(cla: UInt8, next: UInt8) {
        #expect(CommandForm.getResponse(after: [cla, 0xCB], length: 7) == [next, 0xC0, 0, 0, 7])
    }

    @Test(
        arguments: [
            ([0x00, 0xB0, 0x00, 0x00, 0x00], 0x05, [0x00, 0xB0, 0x00, 0x00, 0x05]),
            ([0x00, 0xB0, 0x00, 0x00, 0x05], 0x00, [0x00, 0xB0, 0x00, 0x00, 0x00]),
            (
                [0x00, 0xCB, 0x3F, 0xFF, 0x02, 0x5C, 0x00, 0x00], 0x10,
                [0x00, 0xCB, 0x3F, 0xFF, 0x02, 0x5C, 0x00, 0x10]
            ),
            ([0x00, 0xB0, 0, 0, 0, 0x10, 0x00], 0x20, [0x00, 0xB0, 0, 0, 0, 0x00, 0x20]),
        ] as [([UInt8], UInt8, [UInt8])])
    func `6Cxx repeats a reading command once with the right length`(
        command: [UInt8], length: UInt8, repeated: [UInt8]
    ) throws {
        let (answer, sent) = try run(command, [[0x6C, length], [0x6C, length]])
        #expect(sent == [command, repeated])
        #expect(answer == [0x6C, length])
    }

    /// Each instruction byte: only those that read are ever sent twice.
    @Test func `6Cxx never repeats a command that could spend a passcode try`() throws {
        let reading: Set<UInt8> = [0xA0, 0xA1, 0xA2, 0xA4, 0xB0, 0xB1, 0xB2, 0xB3, 0xC0, 0xCA, 0xCB]
        for instruction in UInt8.min...UInt8.max {
            for cla: UInt8 in [0x00, 0x80] {
                let command: [UInt8] = [cla, instruction, 0x00, 0x80, 0x00]
                let (_, sent) = try run(command, [[0x6C, 0x08], [0x90, 0x00]])
                #expect(sent.count == (cla == 0 && reading.contains(instruction) ? 2 : 1), "\(cla) \(instruction)")
            }
        }
    }

    @Test func `an endless 61xx ends (OpenSC 632)`() throws {
        #expect(throws: PCSCError(.responseTooLong, .transmit, reader: "A")) {
            try run([0x00, 0xB0, 0x00, 0x00, 0x00], Array(repeating: [0x61, 0x10], count: 1_000))
        }
        let long = [UInt8](repeating: 0, count: 256) + [0x61, 0x00]
        #expect(throws: PCSCError(.responseTooLong, .transmit, reader: "A")) {
            try run(
                [0x00, 0xB0, 0x00, 0x00, 0x00], Array(repeating: long, count: 1_000),
                limits: ExchangeLimits(continuations: 300, bytes: 4_096))
        }
    }

    @Test func `on T=0 a command with data and answer goes without Le`() throws {
        let command: [UInt8] = [0x00, 0xA4, 0x04, 0x00, 0x02, 0xA0, 0x00, 0x00]
        #expect(
            try run(command, [[0x61, 0x02], [1, 2, 0x90, 0x00]], on: .t0).sent.first == Array(command.dropLast()))
        #expect(try run(command, [[0x90, 0x00]], on: .t1).sent == [command])
    }
}
