import Foundation
import PCSC
import PCSCTesting
import Synchronization
import TestSupport
import Testing
import VirtualCards

/// Sessions on Debian's pcscd with vpcd readers, beside other programs and cards that misbehave.
@Suite struct VPCDServiceTests {
    @Test func `a session reads the card of its insertion and refuses the next one`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let slot = VPCDSlot(port: daemon.slotPorts[0])
                slot.insert(.blank)
                let service = PCSCService()
                let reader = try await inserted(service, 0)
                #expect(reader.atr == VirtualCard.blank.atr)
                let insertion = try #require(reader.insertion)
                let answer = try await service.withSession(with: insertion) { session in
                    try session.transmit([0x00, 0xA4, 0x04, 0x00])
                }
                #expect(answer == [0x6D, 0x00])
                slot.remove()
                try await eventually("the card is out") { try await service.readers()[0].insertion == nil }
                slot.insert(.blank)
                _ = try await inserted(service, 0)
                await #expect(throws: PCSCError(.insertionChanged, .connect, reader: reader.name)) {
                    try await service.withSession(with: insertion) { _ in }
                }
            }
        }
    }

    @Test
    func `a session over a restart of the service fails, and the new service sends its card nothing (piv-tool 330)`()
        async
    {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let card = VirtualCard.blank
                let slot = VPCDSlot(port: daemon.slotPorts[0])
                slot.insert(card)
                let service = PCSCService()
                let insertion = try #require(try await inserted(service, 0).insertion)
                let failures = try await service.withSession(with: insertion) { session in
                    _ = try session.transmit([0x00, 0xA4, 0x04, 0x00])
                    daemon.kill()
                    try daemon.start()
                    return [1, 2].compactMap { _ -> PCSCError? in
                        do throws(PCSCError) {
                            _ = try session.transmit([0x00, 0xA4, 0x04, 0x00])
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                #expect(failures.count == 2)
                #expect(failures.allSatisfy { $0.category == .service }, "\(failures)")
                // The card is in the new service's reader, and can be spoken to.
                let next = try #require(try await inserted(service, 0).insertion)
                #expect(next.epoch > insertion.epoch)
                #expect(card.exchanges.count == 1)
                try await service.withSession(with: next) { _ = try $0.transmit([0x00, 0xA4, 0x04, 0x00]) }
                #expect(card.exchanges.count == 2)
            }
        }
    }

    @Test func `a card pulled in the middle of an exchange is lost, never a status word`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let slot = VPCDSlot(port: daemon.slotPorts[0])
                slot.insert(VirtualCard(atr: VirtualCard.blank.atr, responder: Leaving()))
                let service = PCSCService()
                let insertion = try #require(try await inserted(service, 0).insertion)
                let error = await #expect(throws: PCSCError.self) {
                    try await service.withSession(with: insertion) { try $0.transmit([0x00, 0xA4, 0x04, 0x00]) }
                }
                #expect(error?.code == .cardLost)
            }
        }
    }

    @Test func `a mute card is seen as mute, and a session with it says why not`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let slot = VPCDSlot(port: daemon.slotPorts[0])
                slot.insert(VirtualCard(atr: [UInt8](repeating: 0x3B, count: 64), responder: BlankCard()))
                let service = PCSCService()
                let reader = try await inserted(service, 0)
                #expect(reader.condition == .mute)
                let insertion = try #require(reader.insertion)
                let error = await #expect(throws: PCSCError.self) {
                    try await service.withSession(with: insertion) { _ in }
                }
                #expect(error?.code == .unpoweredCard)
                #expect(error?.category == .card)
            }
        }
    }

    @Test func `another program's exclusive use is told with that program's name (PCSC 215, OpenSC 2980)`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let slot = VPCDSlot(port: daemon.slotPorts[0])
                slot.insert(.blank)
                let service = PCSCService()
                let reader = try await inserted(service, 0)
                let insertion = try #require(reader.insertion)
                // An own process: its holder must be told from this one.
                let peer = try PeerProgram(daemon, mode: "exclusive", reader: "\(reader.name)")
                try peer.waitUntilReady()
                let error = await #expect(throws: PCSCError.self) {
                    try await service.withSession(with: insertion) { _ in }
                }
                #expect(error?.code == .sharingViolation)
                #expect(error?.holders.contains { $0.processID == peer.pid } == true, "\(String(describing: error))")
                #expect(error?.holders.contains { $0.processID == getpid() } == false)
                peer.end()
            }
        }
    }

    @Test func `while another program holds a transaction a session is given up in time, and works afterwards`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let slot = VPCDSlot(port: daemon.slotPorts[0])
                slot.insert(.blank)
                let service = PCSCService()
                let reader = try await inserted(service, 0)
                let insertion = try #require(reader.insertion)
                let other = try Context().connect(to: reader.name)
                try other.beginTransaction()
                var options = SessionOptions()
                options.deadline = .milliseconds(300)
                await #expect(throws: PCSCError(.deadlineExceeded, .connect, reader: reader.name)) {
                    try await service.withSession(with: insertion, options: options) { _ in }
                }
                try other.endTransaction()
                other.disconnect()
                let answer = try await service.withSession(with: insertion) {
                    try $0.transmit([0x00, 0xA4, 0x04, 0x00])
                }
                #expect(answer == [0x6D, 0x00])
            }
        }
    }

    @Test func `a stopped service is given up in time, and works when it goes on`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let service = PCSCService()
                let before = try await service.readers()
                #expect(before.count == 2)
                daemon.pause()
                await #expect(throws: PCSCError(.deadlineExceeded, .getStatusChange)) {
                    try await service.readers(deadline: .milliseconds(200))
                }
                await #expect(throws: PCSCError(.deadlineExceeded, .establishContext)) {
                    _ = try await Context.establish(deadline: .milliseconds(200))
                }
                daemon.resume()
                let after = try await service.readers()
                #expect(after.count == 2)
            }
        }
    }

    @Test func `sixteen readers are listed, and a card in the last one is told`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run(pairs: 8) { daemon in
                daemon.useInThisProcess()
                let service = PCSCService()
                let readers = try await service.readers()
                #expect(readers.count == 16)
                let log = EventLog(service.events())
                try await log.next(.snapshot)
                let slot = VPCDSlot(port: daemon.slotPorts[15])
                slot.insert(.blank)
                #expect(try await log.next(.cardInserted).event.reader?.index == 15)
            }
        }
    }
}

/// Leaves its reader when it is spoken to.
private struct Leaving: CardResponder {
    mutating func reset() {}
    mutating func respond(to command: [UInt8]) -> CardAnswer { .leaves }
}
