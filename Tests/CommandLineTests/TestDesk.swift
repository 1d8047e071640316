import CPCSCLite
import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// ATRs of the public list of answers to reset; neither is known to be an NHS card's.
enum SampleATR {
    static let piv: [UInt8] = [
        0x3B, 0xD6, 0x97, 0x00, 0x81, 0xB1, 0xFE, 0x45, 0x1F, 0x87, 0x80, 0x31, 0xC1, 0x52, 0x41, 0x1A, 0x2B,
    ]
    static let pivText = "3BD6970081B1FE451F878031C152411A2B"
    /// Longer than 33 bytes, which the service takes for a card that doesn't answer.
    static let mute = [UInt8](repeating: 0x3B, count: 64)
}

extension PrivateService {
    /// Runs `ra` beside this service.
    func ra(_ arguments: String..., environment: [String: String] = [:]) async throws -> RaProcess.Outcome {
        try await RaProcess.run(arguments, environment: self.environment.merging(environment) { $1 })
    }

    /// The readers as `ra readers --json` has them.
    func readers() async throws -> [JSONValue] {
        let outcome = try await ra("readers", "--json")
        return try #require(try outcome.document()["readers"]?.array, "\(outcome.standardError)")
    }

    /// Puts cards in and waits until the service has seen them: it looks every 400 ms.
    func insert(_ cards: [VirtualCard]) async throws -> [VPCDSlot] {
        let slots = zip(slotPorts, cards).map { port, card in
            let slot = VPCDSlot(port: port)
            slot.insert(card)
            return slot
        }
        let deadline = ContinuousClock.now + .seconds(10)
        while try await readers().prefix(cards.count).contains(where: { $0["state"]?.string == "empty" }) {
            guard ContinuousClock.now < deadline else { throw TestSupportFailure("the cards aren't seen") }
            try await Task.sleep(for: .milliseconds(50))
        }
        return slots
    }
}

extension RaProcess.Outcome {
    /// Standard output as one JSON document on one line.
    func document() throws -> JSONValue {
        let lines = standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 2 && lines.last == "", "\(standardOutput) \(standardError)")
        return try JSONValue(parsing: Data(standardOutput.utf8))
    }
}

/// A connection to a card that belongs to another program: this process.
final class OtherProgram {
    private var context = SCARDCONTEXT()
    private var card = SCARDHANDLE()

    /// Only in an exit test that uses its service in this process.
    init?(reader: String, exclusive: Bool) {
        guard SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &context) == SCARD_S_SUCCESS else {
            return nil
        }
        var active = DWORD()
        let mode = exclusive ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED
        let protocols = DWORD(SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)
        guard SCardConnect(context, reader, DWORD(mode), protocols, &card, &active) == SCARD_S_SUCCESS else {
            SCardReleaseContext(context)
            return nil
        }
    }

    /// One command to the card; nil when the service says no.
    func send(_ command: [UInt8]) -> [UInt8]? {
        var request = SCARD_IO_REQUEST(
            dwProtocol: DWORD(SCARD_PROTOCOL_T1), cbPciLength: DWORD(MemoryLayout<SCARD_IO_REQUEST>.size))
        var response = [UInt8](repeating: 0, count: 258)
        var length = DWORD(response.count)
        let result = SCardTransmit(card, &request, command, DWORD(command.count), nil, &response, &length)
        return result == SCARD_S_SUCCESS ? Array(response.prefix(Int(length))) : nil
    }

    deinit {
        SCardDisconnect(card, DWORD(SCARD_LEAVE_CARD))
        SCardReleaseContext(context)
    }
}
