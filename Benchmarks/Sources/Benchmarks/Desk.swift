import CPCSCLite
import PCSC
import PCSCTesting
import TestSupport
import VirtualCards

/// Two virtual cards in a real pcscd of our own.
struct Desk: Sendable {
    let service: PrivateService
    let slots: [VPCDSlot]
    let names: [ReaderName]

    /// Once in a process: libpcsclite keeps its socket's path.
    static func run<Result>(
        cards: [VirtualCard], _ body: (Desk) async throws -> Result
    ) async throws -> Result {
        try await PrivateService.run(pairs: 1) { service in
            service.useInThisProcess()
            let slots = service.slotPorts.map { VPCDSlot(port: $0) }
            for (slot, card) in zip(slots, cards) { slot.insert(card) }
            let context = try Context()
            try await eventually(within: .seconds(10), "cards in") {
                try context.snapshot().filter(\.isCardPresent).count == cards.count
            }
            return try await body(Desk(service: service, slots: slots, names: try context.readers()))
        }
    }

    /// Runs the body with the name as C has it.
    func withName<Result>(_ index: Int, _ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        try (names[index].bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
            try body($0.baseAddress!)
        }
    }
}

/// Answers every command with 256 bytes and 9000.
struct LongAnswer: CardResponder {
    static let answer = [UInt8](repeating: 0x5A, count: 256) + [0x90, 0x00]
    mutating func reset() {}
    mutating func respond(to command: [UInt8]) -> CardAnswer { .response(Self.answer) }

    static func card(latency: Duration = .zero) -> VirtualCard {
        VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81], latency: latency, responder: LongAnswer())
    }
}

/// A C function's result that must be success.
func must(_ result: LONG) throws {
    if result != 0 { throw PCSCError(PCSCError.Code(result: result), .status) }
}
