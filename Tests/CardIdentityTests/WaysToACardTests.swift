import CardIdentity
import Foundation
import ISO7816
import PCSC
import PCSCTesting
import Testing

/// Architecture, invariant 1, as the source shows it: there is one way to a card, and the allow-list stands in it.
@Suite struct WaysToACardTests {
    private struct SourceFile {
        var path: String
        /// Lines that aren't comments.
        var lines: [String]
    }

    private static func sources(in folder: String = "Sources", source: String = #filePath) throws -> [SourceFile] {
        let root = URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(folder)
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix(".swift") }.sorted().map { file in
            let text = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
            let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            return SourceFile(path: file, lines: lines.filter { !$0.hasPrefix("//") })
        }
    }

    private func files(with text: String, outside folders: [String] = []) throws -> [String] {
        try Self.sources().filter { file in
            !folders.contains { file.path.hasPrefix($0) } && file.lines.contains { $0.contains(text) }
        }.map(\.path)
    }

    @Test func `one file sends bytes to a card, and one sends control codes to a reader`() throws {
        // The simulated service is on the other side of the table.
        #expect(try files(with: ".functions.transmit(") == ["PCSC/Cards/CardConnection+Transmit.swift"])
        #expect(try files(with: "SCardTransmit(") == ["PCSC/Table/FunctionTable+PCSCLite.swift"])
        #expect(try files(with: ".functions.control(") == ["PCSC/Cards/CardConnection+Control.swift"])
        #expect(try files(with: "SCardControl(") == ["PCSC/Table/FunctionTable+PCSCLite.swift"])
    }

    @Test func `outside the PC/SC module one place talks to cards, and it takes allowed commands only`() throws {
        let outside = ["PCSC/", "PCSCTesting/", "VirtualCards/"]
        #expect(try files(with: ".withSession(", outside: outside) == ["CardIdentity/CardExaminer.swift"])
        #expect(try files(with: ".transmit(", outside: outside) == ["CardIdentity/CardExaminer.swift"])
        #expect(try files(with: ".exchange(", outside: outside + ["CardIdentity/Channel/"]) == [])
        // The preflight connects and disconnects, and sends nothing.
        let connecting = try files(with: ".connect(to", outside: outside)
        #expect(Set(connecting) == ["Preflight/Checks/ConnectCheck.swift", "Preflight/ConnectProbe.swift"])
        #expect(try files(with: ".control(", outside: outside) == [])
    }

    @Test func `whoever makes a service gives it the allow-list`() throws {
        for file in try Self.sources() where !file.path.hasPrefix("PCSC/") {
            for line in file.lines where line.contains("PCSCService(") {
                #expect(line.contains("policy: APDUAllowList.policy"), "\(file.path): \(line)")
            }
        }
    }

    @Test func `nothing logs in to a token`() throws {
        for name in ["C_Login", "C_InitPIN", "C_SetPIN", "C_InitToken", "C_CreateObject", "C_Sign"] {
            #expect(try files(with: name) == [])
        }
    }

    /// The second lock: the same list, asked by the PC/SC module.
    @Test func `the policy permits the list's forms and nothing else`() {
        let policy = APDUAllowList.policy
        func permits(_ bytes: [UInt8]) -> Bool { policy.permits(bytes.span) }
        #expect(permits([0x00, 0x20, 0x00, 0x80]))
        #expect(!permits([0x00, 0x20, 0x00, 0x80, 0x00]))
        #expect(!permits([0x00, 0x20, 0x00, 0x80, 0x08] + Array("12345678".utf8)))
        #expect(!permits([0x00, 0x24, 0x00, 0x80]))
        #expect(!permits([0x00, 0xDB, 0x3F, 0xFF, 0x01, 0x5C]))
        #expect(!permits([]))
        #expect(!policy.permitsControl)
        for ins in UInt8.min...UInt8.max {
            for body in [[], [0x00], [0x02, 0x5C, 0x7E], [0x02, 0x5C, 0x7E, 0x00]] as [[UInt8]] {
                let isListed = [0xA4, 0xB0, 0xB2, 0xC0, 0xCA, 0xCB, 0x20].contains(ins)
                #expect(isListed || !permits([0x00, ins, 0x00, 0x00] + body))
            }
        }
    }

    /// PCSC's own exchange is no way round: nothing of it leaves that isn't on the list.
    @Test(arguments: [
        CommandAPDU(ins: 0xDB, p1: 0x3F, p2: 0xFF, data: [UInt8](repeating: 0x5C, count: 600)),
        CommandAPDU(ins: 0xCB, p1: 0x3F, p2: 0xFF, data: [UInt8](repeating: 0x5C, count: 600), expectedLength: 256),
        CommandAPDU(ins: 0x24, p1: 0x00, p2: 0x80, data: [UInt8](repeating: 0x31, count: 16)),
        CommandAPDU(ins: 0x20, p1: 0x00, p2: 0x80, data: [UInt8](repeating: 0x31, count: 8)),
        CommandAPDU(ins: 0x20, p1: 0x00, p2: 0x80, expectedLength: 8),
    ])
    func `an exchange sends nothing that the list refuses, not in pieces either`(command: CommandAPDU) async throws {
        let desk = SimulatedService()
        let card = VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81])
        desk.attach(SimulatedReader("A"), card: card)
        let service = PCSCService(functions: desk.table, policy: APDUAllowList.policy)
        let insertion = try #require(try await service.readers().first?.insertion)
        for lengths in [
            LengthSupport.short, LengthSupport(extendedLengths: true), LengthSupport(commandChaining: true),
        ] {
            await #expect(throws: PCSCError.self) {
                try await service.withSession(with: insertion) { try $0.exchange(command, lengths: lengths) }
            }
        }
        #expect(card.exchanges.isEmpty)
    }

    /// What a card asks for in its answer is sent only if it is on the list.
    @Test func `a card can't have a passcode's counter spent by asking for another length`() async throws {
        struct Asking: CardResponder {
            mutating func reset() {}
            mutating func respond(to command: [UInt8]) -> CardAnswer { .response([0x6C, 0x08]) }
        }
        let desk = SimulatedService()
        let card = VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81], responder: Asking())
        desk.attach(SimulatedReader("A"), card: card)
        let service = PCSCService(functions: desk.table, policy: APDUAllowList.policy)
        let insertion = try #require(try await service.readers().first?.insertion)
        let counter = CommandAPDU(ins: 0x20, p1: 0x00, p2: 0x80)
        let answer = try await service.withSession(with: insertion) { try $0.exchange(counter) }
        #expect(answer.status == StatusWord(rawValue: 0x6C08))
        #expect(card.exchanges.map(\.command) == [[0x00, 0x20, 0x00, 0x80]])
    }
}
