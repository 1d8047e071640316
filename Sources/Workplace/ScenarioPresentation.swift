import DeskSession
import VirtualCards

extension ScenarioDesk {
    /// Tells the scenario how far a session is, so that what happens at the simulated desk happens then. Shown first: a
    /// scenario's events begin when somebody could have read what is shown.
    public func follow(_ effect: SessionEffect) {
        switch effect {
        case .ask(let question) where !question.steps.isEmpty:
            for step in question.steps { reached("step.\(step.number)") }
        case .ask(let question): reached(question.key)
        case .wait(let wait): if let code = wait.code { reached(code.rawValue) }
        case .raised(let raised): reached("guard.\(raised.code.rawValue)")
        default: break
        }
    }
}

/// A presentation that a scenario follows.
public struct ScenarioPresentation: SessionPresentation {
    private let presentation: any SessionPresentation
    private let scenario: ScenarioDesk

    public init(presentation: any SessionPresentation, scenario: ScenarioDesk) {
        self.presentation = presentation
        self.scenario = scenario
    }

    public func present(_ effect: SessionEffect) throws {
        try presentation.present(effect)
        scenario.follow(effect)
    }

    public func present(_ receipt: SessionReceipt, ticket: String?) throws {
        try presentation.present(receipt, ticket: ticket)
    }
}

/// A front end that a scenario follows.
public struct ScenarioFrontEnd: SessionFrontEnd {
    private let frontEnd: any SessionFrontEnd
    private let scenario: ScenarioDesk

    public init(_ frontEnd: any SessionFrontEnd, _ scenario: ScenarioDesk) {
        self.frontEnd = frontEnd
        self.scenario = scenario
    }

    public var waitsForCardsOut: Bool { frontEnd.waitsForCardsOut }

    public func show(_ effect: SessionEffect) async throws {
        try await frontEnd.show(effect)
        scenario.follow(effect)
    }

    public func note(_ record: SessionRecord) { frontEnd.note(record) }

    public func show(_ receipt: SessionReceipt) async throws { try await frontEnd.show(receipt) }

    public func answers() -> AsyncStream<SessionEvent> { frontEnd.answers() }
}
