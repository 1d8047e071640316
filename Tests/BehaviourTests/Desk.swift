import CPCSCLite
import PCSC
import PCSCTesting
import TestSupport
import VirtualCards

/// A service with readers, simulated or real, that a behaviour is tried on.
struct Desk: Sendable {
    let functions: FunctionTable
    let readers: [String]
    let slots: [any CardSlot]
    let killService: @Sendable () -> Void
    let startService: @Sendable () throws -> Void
    let pauseService: @Sendable () -> Void
    let resumeService: @Sendable () -> Void

    static let names = ["Virtual PCD 00 00", "Virtual PCD 00 01"]

    /// A service in software, with as many readers.
    static func simulated(readers count: Int) -> Desk {
        let service = SimulatedService(muteDelay: .milliseconds(10))
        let names = Array(Desk.names.prefix(count))
        return Desk(
            functions: service.table, readers: names,
            slots: names.compactMap { service.attach(SimulatedReader($0)) },
            killService: { service.stop() }, startService: { service.start() },
            pauseService: { service.hang() }, resumeService: { service.resume() })
    }

    /// The real service, to which this process's libpcsclite is turned.
    static func real(_ service: PrivateService) -> Desk {
        service.useInThisProcess()
        return Desk(
            functions: .pcscLite, readers: Array(names.prefix(service.slotPorts.count)),
            slots: service.slotPorts.map { VPCDSlot(port: $0) },
            killService: { service.kill() }, startService: { try service.start() },
            pauseService: { service.pause() }, resumeService: { service.resume() })
    }

    /// A program of its own, with one context.
    func program() throws -> Program {
        try Program(functions)
    }

    /// Puts a card in or takes it out and waits until the service has seen it.
    func put(_ card: VirtualCard?, in reader: Int) async throws {
        if let card { slots[reader].insert(card) } else { slots[reader].remove() }
        try await settle(reader)
    }

    /// Waits until the service has seen what is in the reader.
    func settle(_ reader: Int) async throws {
        let card = slots[reader].card
        let observer = try program()
        defer { observer.release() }
        try await eventually("the service's notice of a card") {
            let look = observer.look(readers[reader])
            guard let card else { return look.word & DWORD(SCARD_STATE_EMPTY) != 0 }
            return card.isMute ? look.word & DWORD(SCARD_STATE_MUTE) != 0 : look.atr == card.atr
        }
    }

    static func card(latency: Duration = .zero, _ responder: any CardResponder = BlankCard()) -> VirtualCard {
        VirtualCard(atr: PIVCard.atr, latency: latency, responder: responder)
    }

    /// An ATR with T=0 only (ISO/IEC 7816-3 §8.2).
    static let otherATR: [UInt8] = [0x3B, 0x02, 0x14, 0x50]
}
