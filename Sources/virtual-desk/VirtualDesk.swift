import ArgumentParser
import Foundation
import Instants
import PCSCTesting
import StrictYAML
import VirtualCards

/// Plays a scenario in the slots of Debian's vpcd, so that anybody can try `ra` on the real PC/SC service without a
/// reader.
@main
struct VirtualDesk: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "virtual-desk",
        abstract: "Put a scenario's cards into the slots of vsmartcard-vpcd, and let happen what happens to them.",
        discussion: """
            Needs Debian's package vsmartcard-vpcd, whose driver adds two virtual readers to the PC/SC service. The \
            scenario's readers are given the ports in their order. Type the key of a session's question or step, such \
            as step.1, when you come to it: what the scenario has for it happens. Ends with the end of input.

            With --record, what each card was asked and what it answered is saved then, as text that the tests' \
            RecordedCard replays. Let one program read the card once: resets are not recorded.
            """)

    @Argument(help: "A scenario's file, or the name of one that is built in.")
    var scenario = "two-readers"

    @Option(help: ArgumentHelp("The TCP port of a slot; give it once for each.", valueName: "port"))
    var port: [UInt16] = [35_963, 35_964]

    @Option(help: ArgumentHelp("Save each card's exchanges in this folder.", valueName: "folder"))
    var record: String?

    func run() throws {
        let scenario: Scenario
        do {
            scenario = try Scenario.named(self.scenario)
        } catch .mistake(let mistake) {
            throw ValidationError(mistake.description)
        } catch {
            throw ValidationError("The scenario \(self.scenario) can't be read.")
        }
        let slots = Dictionary(
            zip(scenario.readers.map(\.id), port.map { VPCDSlot(port: $0) }), uniquingKeysWith: { first, _ in first })
        let desk = try ScenarioDesk(
            playing: scenario, in: slots, now: UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970)))
        desk.start()
        for (reader, port) in zip(scenario.readers, port) {
            print("\(reader.id): port \(port)\(scenario.inserted[reader.id].map { ", \($0)" } ?? ", empty")")
        }
        while let line = readLine() { desk.reached(line) }
        desk.stop()
        for slot in slots.values { slot.remove() }
        if let record { try save(desk.cards, in: record) }
    }

    private func save(_ cards: [String: VirtualCard], in folder: String) throws {
        let name = URL(fileURLWithPath: scenario).deletingPathExtension().lastPathComponent
        for (id, card) in cards where !card.exchanges.isEmpty {
            let text = card.recording.text(comment: "The card \(id) of the scenario \(name), over pcscd and vpcd.")
            try text.write(toFile: "\(folder)/\(id).txt", atomically: true, encoding: .utf8)
        }
    }
}
