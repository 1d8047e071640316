import CPCSCLite
import Foundation
import Instants
import PCSC
import PCSCTesting
import Synchronization

/// Plays a scenario: makes its cards, puts them in, and lets happen what happens, in simulated readers or in slots of
/// real ones.
///
/// Events are carried out one after the other on a queue of its own. Any thread may call.
public final class ScenarioDesk: Sendable {
    public let scenario: Scenario
    /// By the scenario's keys.
    public let cards: [String: VirtualCard]
    /// The service, when it is simulated.
    public let service: SimulatedService?
    private let now: UTCInstant
    private let functionTable: FunctionTable?
    private let slots: Mutex<[String: any CardSlot]>
    private let reached = Mutex<[String: Int]>([:])
    private let isOver = Mutex(false)
    private let queue = DispatchQueue(label: "scenario")

    /// On simulated readers.
    ///
    /// - Parameters:
    ///   - scenario: the desk to play.
    ///   - now: what certificates' dates given in days count from.
    /// - Throws: `ScenarioError.impossible` when a certificate can't be made.
    public convenience init(simulating scenario: Scenario, now: UTCInstant) throws(ScenarioError) {
        let service = SimulatedService()
        let faults = scenario.faults.map {
            FaultPlan.Fault($0.function, atCalls: $0.calls, .returns(LONG($0.result)))
        }
        let table = faults.isEmpty ? service.table : FaultPlan(faults).applied(to: service.table)
        try self.init(scenario, now: now, service: service, functions: table, slots: [:])
        for reader in scenario.readers where reader.isAttached { perform(.attach(reader: reader.id)) }
        for (reader, card) in scenario.inserted { perform(.insert(card: card, reader: reader)) }
    }

    /// In slots that exist, by the scenario's keys of its readers. Readers and services don't come and go here, and
    /// there are no faults: events of that kind do nothing.
    public convenience init(
        playing scenario: Scenario, in slots: [String: any CardSlot], now: UTCInstant
    ) throws(ScenarioError) {
        try self.init(scenario, now: now, service: nil, functions: nil, slots: slots)
        for (reader, card) in scenario.inserted { perform(.insert(card: card, reader: reader)) }
    }

    private init(
        _ scenario: Scenario, now: UTCInstant, service: SimulatedService?, functions: FunctionTable?,
        slots: [String: any CardSlot]
    ) throws(ScenarioError) {
        var cards: [String: VirtualCard] = [:]
        for card in scenario.cards {
            do {
                cards[card.id] = try card.make(now: now)
            } catch {
                throw .impossible("the card \(card.id) can't be made: \(error)")
            }
        }
        self.scenario = scenario
        self.cards = cards
        self.service = service
        self.now = now
        functionTable = functions
        self.slots = Mutex(slots)
    }

    /// The C functions of the simulated service, with the scenario's faults; libpcsclite's when readers are real.
    public var functions: FunctionTable { functionTable ?? .pcscLite }

    /// Begins the scenario's time: schedules the events that follow the start.
    public func start() {
        schedule { $0 == .start }
    }

    /// The session has come to a question or step; call it before the question is shown.
    public func reached(_ key: String) {
        let occurrence = reached.withLock { reached in
            reached[key, default: 0] += 1
            return reached[key, default: 0]
        }
        schedule { $0 == .reached(key, occurrence: occurrence) }
    }

    /// Nothing happens any more. Cards stay where they are.
    public func stop() {
        isOver.withLock { $0 = true }
    }

    /// The slot of a reader; nil while it isn't attached.
    public func slot(_ reader: String) -> (any CardSlot)? { slots.withLock { $0[reader] } }
}

extension ScenarioDesk {
    private func schedule(where isDue: (Scenario.Event.Moment) -> Bool) {
        for event in scenario.events where isDue(event.moment) {
            let (seconds, attoseconds) = event.delay.components
            let delay = Double(seconds) + Double(attoseconds) * 1e-18
            queue.asyncAfter(deadline: .now() + delay) { [weak self] in
                guard let self, !isOver.withLock({ $0 }) else { return }
                perform(event.action)
            }
        }
    }

    private func perform(_ action: Scenario.Event.Action) {
        switch action {
        case .insert(let card, let reader): insert(card, into: reader)
        case .remove(let reader): slot(reader)?.remove()
        case .attach(let reader): attach(reader)
        case .detach(let reader):
            guard let service, let slot = slot(reader) as? SimulatedSlot else { return }
            slots.withLock { $0[reader] = nil }
            service.detach(slot)
        case .change(let id, let change):
            guard let card = cards[id], let piv = scenario.cards.first(where: { $0.id == id })?.piv else { return }
            change.apply(to: card, as: piv, now: now)
        case .service(let action):
            switch action {
            case .stop: service?.stop()
            case .start: service?.start()
            case .hang: service?.hang()
            case .resume: service?.resume()
            }
        }
    }

    /// A card is in one place: it leaves the reader where it was.
    private func insert(_ id: String, into reader: String) {
        guard let card = cards[id], let target = slot(reader) else { return }
        for slot in slots.withLock({ Array($0.values) }) where slot.card === card { slot.remove() }
        target.insert(card)
    }

    private func attach(_ id: String) {
        guard let reader = scenario.readers.first(where: { $0.id == id }), slot(id) == nil,
            let slot = service?.attach(reader.model)
        else { return }
        slots.withLock { $0[id] = slot }
    }
}
