import AuditLog
import CallGuide
import DeskSession
import Foundation
import Handbook
import Instants
import JSON
import PageFoundation
import Preflight
import Synchronization
import VirtualCards
import WorkingDays
import Workplace

/// The page's own state: the desk, and a practice where one is going on.
public actor DeskState {
    /// The desk's own, and not a practice's.
    var workplace: Workplace { desk.workplace }
    let gate: PageGate
    let templates: PageTemplates
    private let places: StreamPlaces
    let desk: ShownDesk
    private(set) var practice: ShownDesk?
    private var practiceFollowing: Task<Void, Never>?
    private(set) var practiceNumber = 0
    /// Why a job couldn't begin, for a minute or until another is tried.
    private var trouble: (sentence: String, at: ContinuousClock.Instant)?
    private let home: HubHome
    let logCheck: LogCheck
    let dueLook: DueLook
    /// Whom to call; nil where the site's own file is wrong. Read once.
    let guide: SupportGuide?
    let holidays: BankHolidays?

    /// - Parameters:
    ///   - workplace: the desk that the page shows; a practice has one of its own.
    ///   - gate: decides who may come in, and makes the forms' tokens.
    ///   - keepTicket: keeps a ticket's text where people look for it.
    /// - Throws: where a template isn't sound; `WorkplaceError` where a simulated desk can't have a log of its own.
    public init(
        _ workplace: Workplace, gate: PageGate,
        keepTicket: @escaping @Sendable (SessionReceipt) -> Void = { _ in }
    ) throws {
        self.gate = gate
        templates = try PageTemplates.ofDesk()
        let places = StreamPlaces()
        self.places = places
        let home = HubHome()
        let hub = EventHub(places: places) { await home.desk.withLock { $0 }?.presentEvents() ?? [] }
        desk = try ShownDesk(workplace, hub: hub, keepTicket: keepTicket)
        self.home = home
        logCheck = LogCheck(path: desk.workplace.auditLogPlace.path)
        dueLook = DueLook(desk.workplace)
        guide = try? desk.workplace.supportGuide()
        holidays = try? BankHolidays.england()
        home.desk.withLock { [desk] in $0 = desk }
    }

    /// Follows the readers until the task is cancelled.
    public func follow() async { await desk.follow() }

    /// Lays aside what is going on, and ends all streams.
    public func close() async {
        desk.hub.end()
        await desk.close()
        await endPractice()
    }

    // MARK: A job that couldn't begin

    func keep(trouble sentence: String) { trouble = (sentence, .now) }

    func forgetTrouble() { trouble = nil }

    var standingTrouble: String? {
        trouble.flatMap { ContinuousClock.now - $0.at < .seconds(60) ? $0.sentence : nil }
    }

    // MARK: Practice

    /// Begins a practice; the one before ends.
    func beginPractice(_ scenario: String) async throws(WorkplaceError) {
        await endPractice()
        let simulated = try Workplace(
            Workplace.Choices(scenario: scenario), environment: [:], program: workplace.program,
            systemConfiguration: nil, clock: workplace.clock)
        let home = HubHome()
        let hub = EventHub(places: places) { await home.desk.withLock { $0 }?.presentEvents() ?? [] }
        practiceNumber += 1
        let desk = try ShownDesk(
            simulated, hub: hub, base: "/practice", practice: scenario, name: "practice-\(practiceNumber)")
        home.desk.withLock { $0 = desk }
        practice = desk
        practiceFollowing = Task { await desk.follow() }
    }

    func endPractice() async {
        guard let practice else { return }
        self.practice = nil
        practice.hub.end()
        await practice.close()
        practiceFollowing?.cancel()
    }

    func shown(isPractice: Bool) -> ShownDesk? { isPractice ? practice : desk }
}

/// Where a hub finds its desk, which is made after it.
private final class HubHome: Sendable {
    let desk = Mutex<ShownDesk?>(nil)
}

extension ShownDesk {
    /// How things stand, for a stream whose place isn't known.
    func presentEvents() -> [PageEvent] {
        var events = [PageEvent(name: "readers", data: readersObject)]
        guard let standing = current?.shown.standing else { return events }
        var effects: [SessionEffect] = standing.guards.map { .raised($0) }
        if let wait = standing.wait { effects.append(.wait(wait)) }
        if let question = standing.question { effects.append(.ask(question)) }
        for object in effects.compactMap(ConversationObject.of) {
            if let line = try? object.line() { events.append(PageEvent(name: "session", data: line)) }
        }
        return events
    }
}
