import Foundation
import ISO7816
import Instants
import PCSC
import PCSCTesting
import StrictYAML
import TestSupport
import Testing
import VirtualCards

@Suite struct ScenarioTests {
    private static let now = UTCInstant(secondsSince1970: 1_795_230_245)

    private static let desk = """
        readers:
          A: { name: Reader A 00 00, vendor: Nobody, serial: "1" }
          B: { name: Reader B 00 00 }
          C: { name: Reader C 00 00, attached: false }
        cards:
          operator: { kind: piv, uuid: "000111222333", certificates: { from: -1 day, until: 90 days } }
          holder: { kind: piv, uuid: "000444555666", certificates: { until: 2027-01-01T00:00:00Z }, tries: 0 }
          strange: { kind: blank, atr: 3B021450 }
        inserted: { A: operator }

        """

    private func play(_ events: String) throws -> ScenarioDesk {
        let scenario = try Scenario(yaml: Self.desk + events, file: "desk.yaml")
        let desk = try ScenarioDesk(simulating: scenario, now: Self.now)
        desk.start()
        return desk
    }

    private func readers(_ desk: ScenarioDesk) throws -> [String] {
        try Context(functions: desk.functions).snapshot().map {
            "\(String(decoding: $0.name.bytes, as: UTF8.self)) \($0.atr.count)"
        }
    }

    @Test func `readers and cards are where the scenario puts them`() throws {
        let desk = try play("")
        #expect(try readers(desk) == ["Reader A 00 00 17", "Reader B 00 00 0"])
        #expect(desk.cards.count == 3)
    }

    @Test func `a card moves, a reader comes and one goes, each in its time`() async throws {
        let desk = try play(
            """
            events:
              - { seconds: 0.05, insert: operator, into: B }
              - { at: next, attach: C }
              - { at: next, seconds: 0.02, insert: strange, into: C }
              - { at: next, seconds: 0.04, detach: A }
              - { at: next, seconds: 0.06, remove: B }
            """)
        try await eventually { try readers(desk) == ["Reader A 00 00 0", "Reader B 00 00 17"] }
        desk.reached("next")
        try await eventually { try readers(desk) == ["Reader B 00 00 0", "Reader C 00 00 4"] }
    }

    @Test func `CIM unlocks a card when the session comes to a step, the second time if the scenario says so`()
        async throws
    {
        let desk = try play(
            """
            events:
              - { at: step.1, occurrence: 2, change: holder, tries: 3, certificates: { until: 800 days } }
            """)
        let holder = try #require(desk.cards["holder"])
        let before = holder.modify(PIVCard.self) { $0 }
        desk.reached("step.1")
        desk.reached("step.2")
        try await Task.sleep(for: .milliseconds(50))
        #expect(holder.modify(PIVCard.self) { $0.triesLeft } == 0)
        desk.reached("step.1")
        try await eventually { holder.modify(PIVCard.self) { $0.triesLeft } == 3 }
        #expect(holder.modify(PIVCard.self) { $0.objects } != before?.objects)
    }

    @Test func `nothing happens after the end`() async throws {
        let desk = try play("events: [{ seconds: 0.05, remove: A }]")
        desk.stop()
        try await Task.sleep(for: .milliseconds(150))
        #expect(desk.slot("A")?.card != nil)
    }

    @Test func `the service goes and comes, and faults are where the scenario puts them`() async throws {
        let desk = try play(
            """
            events:
              - { at: cim.loggedIn, service: stop }
              - { at: cim.loggedIn, seconds: 0.05, service: start }
            faults:
              - { function: listReaders, calls: [2, 2], result: 80100013 }
            """)
        let context = try Context(functions: desk.functions)
        #expect(try context.readers().count == 2)
        #expect(throws: PCSCError(.communicationError, .listReaders)) { try context.readers() }
        desk.reached("cim.loggedIn")
        try await eventually { (try? context.readers()) == nil }
        try await eventually { (try? Context(functions: desk.functions).readers())?.count == 2 }
        #expect(throws: PCSCError.self) { try context.readers() }
    }

    @Test func `answers come as in an answers file`() throws {
        let scenario = try Scenario(yaml: Self.desk + "answers:\n  cim.loggedIn: true\n", file: "desk.yaml")
        #expect(try scenario.answers()?.members().map(\.key) == ["cim.loggedIn"])
        #expect(try Scenario(yaml: Self.desk, file: "desk.yaml").answers() == nil)
    }

    @Test(arguments: [
        ("raeders: {}", ":1: raeders: is not known here"),
        ("readers:\n  A: { serial: x }", ":2: readers.A: must have a name"),
        ("readers:\n  A: { name: \"\" }", ":2: readers.A: must have a name of 1 to 127 bytes"),
        ("readers:\n  A: { name: x }\n  B: { name: x }", ":3: readers.B: must have a name that no other reader has"),
        ("cards:\n  a: { atr: 3B00 }", ":2: cards.a: must have a kind"),
        ("cards:\n  a: { kind: gold }", ":2: cards.a.kind: must be one of piv, raw, blank, bank, mute"),
        ("cards:\n  a: { kind: piv }", ":2: cards.a: must have a uuid and certificates"),
        ("cards:\n  a: { kind: blank, tries: 3 }", ":2: cards.a.tries: goes with kind piv and raw only"),
        ("cards:\n  a: { kind: piv, objects: {} }", ":2: cards.a.objects: goes with kind raw only"),
        ("cards:\n  a: { kind: raw }", ":2: cards.a: must have objects"),
        ("cards:\n  a: { kind: raw, objects: { x: 00 } }", ":2: cards.a.objects.x: must be under a tag of one to four"),
        ("cards:\n  a: { kind: raw, objects: { 7E: 0 } }", ":2: cards.a.objects.7E: must be bytes in hexadecimal"),
        ("cards:\n  a: { kind: raw, objects: {}, select: 62 }", ":2: cards.a.select: must be two bytes"),
        ("cards:\n  a: { kind: blank, atr: 3B0 }", ":2: cards.a.atr: must be bytes in hexadecimal"),
        ("cards:\n  a: { kind: blank, atr: 3BxY }", ":2: cards.a.atr: must be bytes in hexadecimal"),
        ("cards:\n  a: { kind: piv, uuid: x, certificates: { until: soon } }", "certificates.until: must be a time as"),
        ("cards:\n  a: { kind: piv, uuid: x, certificates: { until: 99999999999 days } }", "must be a time as"),
        ("inserted: { A: x }", ":1: inserted.A: is not the key of a reader"),
        ("readers:\n  A: { name: x }\ninserted: { A: x }", ":3: inserted.A: is not the key of a card"),
        ("events: [{ seconds: 1 }]", ":1: events.1: must have one of insert, remove"),
        ("events: [{ remove: A }]", ":1: events.1.remove: is not the key of a reader"),
        ("events: [{ service: explode }]", ":1: events.1.service: must be one of stop, start, hang, resume"),
        ("events: [{ seconds: -1, service: stop }]", ":1: events.1.seconds: must be 0 to 3600 seconds"),
        ("events: [{ service: stop, into: A }]", ":1: events.1.into: goes with 'insert'"),
        ("events: [{ service: stop, occurrence: 2 }]", ":1: events.1.occurrence: goes with 'at'"),
        ("faults: [{ function: fly, calls: [1, 1], result: 80100013 }]", ":1: faults.1.function: must be one of"),
        ("faults: [{ function: connect, calls: [2, 1], result: 80100013 }]", ":1: faults.1.calls.2: must be a whole"),
        ("faults: [{ function: connect, calls: [1, 1], result: bad }]", "faults.1.result: must be eight hexadecimal"),
    ])
    func `a mistake names file, line and key`(text: String, message: String) throws {
        let mistake = try #require(throws: YAMLMistake.self) { try Scenario(yaml: text, file: "desk.yaml") }
        #expect(mistake.description.hasPrefix("desk.yaml:") && mistake.description.contains(message), "\(mistake)")
    }

    @Test func `a built-in scenario is found by its name, and another by its file only`() throws {
        #expect(try Scenario.named("two-readers").readers.count == 2)
        #expect(throws: ScenarioError.notFound("three-readers", known: Scenario.builtInNames)) {
            try Scenario.named("three-readers")
        }
        #expect(throws: ScenarioError.file(.unreadable(EIO), "/proc/self/mem")) { try Scenario.named("/proc/self/mem") }
    }

    @Test func `the same scenario plays in the slots of the real service`() async throws {
        try await PrivateService.run { service in
            let scenario = try Scenario(
                yaml: Self.desk + "events: [{ seconds: 0.1, insert: holder, into: B }]", file: "desk.yaml")
            let slots = ["A": VPCDSlot(port: service.slotPorts[0]), "B": VPCDSlot(port: service.slotPorts[1])]
            let desk = try ScenarioDesk(playing: scenario, in: slots, now: Self.now)
            desk.start()
            for card in ["operator", "holder"] {
                let card = try #require(desk.cards[card])
                try await eventually("power for the card") { card.powerOns > 0 }
            }
        }
    }
}
