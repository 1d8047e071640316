import CardIdentity
import Foundation
import PCSC
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
}
