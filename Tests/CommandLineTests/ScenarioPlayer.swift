import Foundation
import GRDB
import Instants
import JSON
import PCSCTesting
import TestSupport
import VirtualCards

/// A scenario on the real service, with cards that outlive the program, and somebody who answers as the scenario does.
final class ScenarioPlayer {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let name: String
    private let desk: ScenarioDesk
    private let service: PrivateService
    let folder: String
    private let answers: ScenarioAnswers
    /// How many of each list of answers were used up before each answer that was given.
    private var given: [(key: String, usedBefore: [String: Int])] = []
    private(set) var asked: [String] = []
    /// Questions that stood when the program was killed: what happens at them has happened.
    private var hasHappened: Set<String> = []

    init(_ name: String, service: PrivateService, folder: String) throws {
        self.name = name
        self.service = service
        self.folder = folder
        let text = ScenarioAnswers.text(of: name)
        let scenario = try Scenario(yaml: text, file: name)
        desk = try ScenarioDesk(
            playing: scenario,
            in: ["A": VPCDSlot(port: service.slotPorts[0]), "B": VPCDSlot(port: service.slotPorts[1])],
            now: UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970)))
        let settings = ScenarioAnswers.section("settings", of: text).map { String($0.dropFirst(2)) }
        try (settings + ["verify: {seconds: 10}"]).joined(separator: "\n").write(
            toFile: folder + "/config.yaml", atomically: true, encoding: .utf8)
        answers = ScenarioAnswers(name)
        desk.start()
    }

    var log: String { folder + "/audit.sqlite" }

    func start(_ command: String) throws -> RaConversation {
        try RaConversation(
            [command, "--json", "--answers", "-", "--config", folder + "/config.yaml", "--audit-log", log],
            environment: service.environment.merging(["HOME": folder, "TMPDIR": folder]) { $1 })
    }

    /// Leads the session to its end, or until the log holds so many events and the program is killed.
    ///
    /// - Returns: the `end` object; nil when it was killed.
    func play(_ conversation: RaConversation, killingAt count: Int? = nil) async throws -> JSONValue? {
        let watcher = count.map { count in
            Task.detached { [log] in
                while !Task.isCancelled {
                    if ScenarioPlayer.events(in: log) >= count {
                        conversation.interrupt(with: SIGKILL)
                        return true
                    }
                    try? await Task.sleep(for: .milliseconds(1))
                }
                return false
            }
        }
        defer { watcher?.cancel() }
        asked = []
        var isSeekingOperator = true
        var place = 0
        // Cards that come and go are told, so a player who puts the wrong ones in would go on for ever.
        var attempts = 0
        while true {
            let object: JSONValue
            do {
                let next = try await conversation.object(from: place, within: .seconds(6)) { _ in true }
                (object, place) = (next.object, next.place + 1)
            } catch let failure as TestSupportFailure {
                if count != nil, !conversation.isRunning { break }
                attempts += 1
                guard conversation.isRunning, attempts <= 10 else { throw failure }
                try await putRight(butOperatorAlone: isSeekingOperator)
                do {
                    let next = try await conversation.object(from: place, within: .seconds(30)) { _ in true }
                    (object, place) = (next.object, next.place + 1)
                } catch  where count != nil && !conversation.isRunning {
                    break
                }
            }
            switch object["type"] {
            case "ask":
                let key = object["key"]?.string ?? ""
                // Before these, no card is in, or the operator's alone.
                if !["holder.reach", "cim.loggedIn", "card.series"].contains(key) { isSeekingOperator = false }
                asked.append(key)
                let steps = (object["steps"]?.array ?? []).compactMap { $0["number"]?.integer }
                if hasHappened.remove(key) == nil {
                    for step in steps { desk.reached("step.\(step)") }
                    if steps.isEmpty { desk.reached(key) }
                }
                // What happens at a question happens before its answer.
                try await Task.sleep(for: .milliseconds(desk.scenario.events.contains(at: key, steps) ? 250 : 5))
                let usedBefore = answers.used
                guard let answer = answer(to: key, object) else { continue }
                given.append((key, usedBefore))
                // A program that is killed meanwhile reads no more.
                try? conversation.answer(key, answer)
            case "wait":
                isSeekingOperator = object["for"] == "operator.card"
                desk.reached(object["for"]?.string ?? "")
            case "guard":
                // It is about cards that it knows: both are to be where they were.
                isSeekingOperator = false
                desk.reached("guard.\(object["code"]?.string ?? "")")
            case "end":
                guard let watcher else { return object }
                watcher.cancel()
                return await watcher.value ? nil : object
            default: break
            }
        }
        return nil
    }

    /// The scenario's answer. Whether a card is the right one is seen on the card that lies there, where it may be another.
    ///
    /// - Returns: nil while no card lies there: the session asks anew when the next one is in.
    private func answer(to key: String, _ question: JSONValue) -> JSONValue? {
        let others = desk.scenario.cards.filter { !["operator", "holder"].contains($0.id) }
        guard key == "holder.confirmed", !others.isEmpty else { return answers.next(key, question["steps"]) }
        let lying = ["A", "B"].compactMap { desk.slot($0)?.card }.filter { $0 !== desk.cards["operator"] }
        guard let card = lying.first else { return nil }
        let text = question["text"]?.string ?? ""
        let namesAnother = others.contains { other in other.piv.map { text.contains($0.uuid) } ?? false }
        return .bool(card === desk.cards["holder"] && !namesAnother)
    }

    /// As a person would: each card where it belongs.
    private func putRight(butOperatorAlone: Bool) async throws {
        guard let own = desk.cards["operator"], let card = desk.cards["holder"],
            let a = desk.slot("A"), let b = desk.slot("B")
        else { return }
        // vpcd is polled, each slot by itself: a card that is exchanged at once isn't noticed, and of two that go at once
        // the holder's may seem to be left, which is then taken for the operator's own.
        for slot in [b, a] {
            slot.remove()
            try await Task.sleep(for: .seconds(1.2))
        }
        a.insert(own)
        guard !butOperatorAlone else { return }
        try await Task.sleep(for: .seconds(1.2))
        b.insert(card)
    }

    /// For whoever uses the readers next.
    func clearReaders() async throws {
        desk.stop()
        for reader in ["A", "B"] { desk.slot(reader)?.remove() }
        try await Task.sleep(for: .seconds(1.2))
    }

    /// Answers that weren't on the disk when the program was killed are given again.
    func forgetWhatWasNotStored() throws {
        var stored: [String: Int] = [:]
        for body in try bodies() where body["event"] == "fact.answered" {
            stored[body["details"]?["key"]?.string ?? "", default: 0] += 1
        }
        var seen: [String: Int] = [:]
        for (index, answer) in given.enumerated() {
            seen[answer.key, default: 0] += 1
            if seen[answer.key, default: 0] > stored[answer.key, default: 0] {
                answers.used = answer.usedBefore
                hasHappened = Set(given[index...].map(\.key))
                given.removeSubrange(index...)
                return
            }
        }
    }

    func bodies() throws -> [JSONValue] {
        // Not for reading alone: what was killed in the middle of a write is rolled back first.
        let queue = try DatabaseQueue(path: log)
        return try queue.read { database in
            try Data.fetchAll(database, sql: "select cast(body as blob) from event order by seq")
        }.map { try JSONValue(parsing: $0) }
    }

    static func events(in log: String) -> Int {
        guard FileManager.default.fileExists(atPath: log) else { return 0 }
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try? DatabaseQueue(path: log, configuration: configuration)
        return (try? queue?.read { try Int.fetchOne($0, sql: "select count(*) from event") }) ?? 0
    }
}

extension [Scenario.Event] {
    fileprivate func contains(at key: String, _ steps: [Int64]) -> Bool {
        let keys = [key] + steps.map { "step.\($0)" }
        return contains { event in
            if case .reached(let reached, _) = event.moment { keys.contains(reached) } else { false }
        }
    }
}
