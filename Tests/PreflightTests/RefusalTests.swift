import JSON
import PCSC
import PCSCTesting
import Testing
import VirtualCards

@testable import Preflight

/// Why a user is refused, by what is seen of polkit.
@Suite struct RefusalTests {
    private let policy = "/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy"

    // found: W1
    @Test func `polkit that isn't running, that refuses, and root are told apart`() throws {
        let test = try TestWorkstation()
        func cause(_ user: UInt32) -> RefusalCause { RefusalCause(root: test.root, of: .service, user: user) }
        #expect(cause(1000).kind == .noPolkit)
        try test.write("", to: policy)
        #expect(cause(1000).kind == .unknown)
        try test.write("init\n", to: "/proc/1/comm")
        #expect(cause(1000).kind == .polkitNotRunning)
        #expect(cause(0).kind == .polkitNotRunning)
        let absent = cause(1000).remedies
        #expect(!absent.contains { $0.audience == .operator || $0.commands.contains(Remedy.joinGroup) })
        try test.write("polkitd\n", to: "/proc/417/comm")
        #expect(cause(1000).kind == .polkitRefuses)
        #expect(cause(0).kind == .rootRefused)
        #expect(!cause(0).remedies.flatMap(\.commands).contains(Remedy.joinGroup))
        let refused = cause(1000).remedies
        #expect(refused.contains { $0.text.contains("org.debian.pcsc-lite.access_pcsc and access_card") })
        #expect(!cause(1000).hasRule)
        #expect(refused.contains { $0.audience == .operator && $0.text.contains("at the computer itself") })
        #expect(
            refused.last?.commands == ["apt-get install --reinstall ra-workstation", "adduser NAME ra-workstation"])
    }

    @Test(arguments: ["/etc", "/run", "/usr/local/share", "/usr/share"])
    func `where polkit has a rule for readers, who is refused is to be made one that it lets in`(
        folder: String
    ) throws {
        let test = try TestWorkstation()
        try test.write("", to: policy)
        try test.write("polkitd\n", to: "/proc/417/comm")
        try test.write("action.id == \"org.debian.pcsc-lite.access_card\"", to: "\(folder)/polkit-1/rules.d/50-x.rules")
        let cause = RefusalCause(root: test.root, of: .service, user: 1000)
        #expect(cause.hasRule)
        #expect(cause.remedies.map(\.commands) == [["adduser NAME ra-workstation"]])
        #expect(!cause.remedies.contains { $0.audience == .operator }, "work at the computer would be refused too")
    }

    // found: W2
    @Test func `who may see readers and not connect to a card is not ready`() async throws {
        let desk = SimulatedService()
        desk.attach(SimulatedReader("Reader"), card: VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81]))
        var table = desk.table
        table.connect = { _, _, _, _, _, _ in 0x8010_006A }
        var test = try TestWorkstation(readers: [.test(0, flags: .present, atr: [0x3B])])
        try test.write("", to: policy)
        test.workstation.connectProbe = ConnectProbe(functions: table)
        let finding = try await test.finding("cards.connect")
        #expect(finding.status == .fail)
        #expect(finding.blocks == Job.withCards)
        #expect(finding.evidence["polkitAction"] == "org.debian.pcsc-lite.access_card")
        test.workstation.connectProbe = ConnectProbe(functions: desk.table)
        #expect(try await test.finding("cards.connect").status == .pass)
    }

    // found: W2
    @Test func `a card that somebody uses by then is not connected to`() async throws {
        let desk = SimulatedService()
        desk.attach(SimulatedReader("Reader"), card: VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81]))
        let other = try Context(functions: desk.table).connect(to: "Reader")
        defer { other.disconnect() }
        var table = desk.table
        table.connect = { _, _, _, _, _, _ in
            Issue.record("connected")
            return 0
        }
        var test = try TestWorkstation(readers: [.test(0, flags: .present, atr: [0x3B])])
        test.workstation.connectProbe = ConnectProbe(functions: table)
        let finding = try await test.finding("cards.connect")
        #expect(finding.status == .skip)
        #expect(finding.blocks.isEmpty)
        #expect(finding.evidence["0"] == "inUse")
    }
}
