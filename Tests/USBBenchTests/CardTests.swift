import Foundation
import ISO7816
import Instants
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

extension OverUSB {
    /// `ra card` through libccid: whole APDUs, chained answers, a card that leaves.
    @Suite struct CardTests {
        private let bench: USBBench

        init() throws {
            bench = try USBBench.current
        }

        private let holder = "000123456789"

        private func card(_ uuid: String, days: Int64, triesLeft: Int = 3, size: Int = 0) throws -> VirtualCard {
            let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
            let card = try PIVCard.nhs(
                uuid: uuid, notBefore: now.adding(seconds: -UTCInstant.secondsPerDay),
                notAfter: now.adding(seconds: days * UTCInstant.secondsPerDay + 3_600), triesLeft: triesLeft,
                minimumCertificateSize: size)
            return VirtualCard(atr: USBBench.atr, responder: card)
        }

        @Test func `two cards are read side by side: whose, until when, locked or not`() async throws {
            try await bench.insert(card(holder, days: 300), card("999000000017", days: 40, triesLeft: 0))
            let outcome = try await bench.shell("ra card --json")
            #expect(outcome.status == 0)
            let cards = try outcome.output.split(separator: "\n").map { try JSONValue(parsing: Data($0.utf8)) }
            try #require(cards.count == 2)
            #expect(cards.map { $0["uuid"]?["value"] } == [.string(holder), "999000000017"])
            #expect(cards.map { $0["passcode"]?["state"] } == ["usable", "locked"])
            #expect(cards.map { $0["renewal"]?["state"] } == ["notDue", "due"])
            #expect(cards.map { $0["renewal"]?["daysLeft"] } == [300, 40])
            #expect(cards.allSatisfy { $0["problems"] == [] })
        }

        /// Two certificates near 3 KB each: more than a short APDU carries, so libccid chains.
        @Test func `certificates longer than an APDU arrive whole`() async throws {
            try await bench.insert(card(holder, days: 300, size: 2_800), nil)
            let card = try await bench.shell("ra card --reader 0 --json").json()
            #expect(card["uuid"]?["value"] == .string(holder))
            #expect(card["certificates"]?.array?.count == 2)
        }

        @Test func `no passcode goes over the wire, and no command that the allow-list lacks`() async throws {
            let card = try card(holder, days: 300)
            try await bench.insert(card, nil)
            #expect(try await bench.shell("ra card --reader 0").status == 0)
            let commands = try card.exchanges.map { try CommandAPDU(parsing: $0.command) }
            #expect(commands.contains { $0.ins == 0x20 })
            for command in commands {
                #expect([0xA4, 0xCB, 0xC0, 0x20].contains(command.ins))
                if command.ins == 0x20 { #expect(command.data.isEmpty) }
            }
        }

        @Test func `a card that leaves in the middle is reported, and the reader goes on`() async throws {
            try await bench.insert(VirtualCard(atr: USBBench.atr, responder: LeavesAtFirstCommand()), nil)
            let outcome = try await bench.shell("ra card --reader 0 --json")
            #expect(!outcome.output.contains("\"problems\":[]"))
            try await bench.insert(card(holder, days: 300), nil)
            let next = try await bench.shell("ra card --reader 0 --json").json()
            #expect(next["uuid"]?["value"] == .string(holder))
        }

        /// QEMU's reader speaks T=0 only (`dwProtocols`), and this card T=1 only.
        @Test func `a card whose protocol the reader lacks is no card that was pulled`() async throws {
            try await bench.insert(VirtualCard(atr: PIVCard.atr, responder: BlankCard()), nil)
            let report = try await bench.shell("ra card --reader 0 --json").json()
            #expect(report["problems"]?.array?.first?["code"] == "mute")
        }

        @Test func `an empty desk has no card to read`() async throws {
            try await bench.insert(nil, nil)
            #expect(try await bench.shell("ra card --json").status == 1)
        }
    }
}

private struct LeavesAtFirstCommand: CardResponder {
    mutating func reset() {}
    mutating func respond(to command: [UInt8]) -> CardAnswer { .leaves }
}
