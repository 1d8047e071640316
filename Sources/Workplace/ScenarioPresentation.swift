import DeskSession
import VirtualCards

/// Tells a scenario how far the session is, so that what happens at the simulated desk happens then.
public struct ScenarioPresentation: SessionPresentation {
    private let presentation: any SessionPresentation
    private let scenario: ScenarioDesk

    public init(presentation: any SessionPresentation, scenario: ScenarioDesk) {
        self.presentation = presentation
        self.scenario = scenario
    }

    public func present(_ effect: SessionEffect) throws {
        // Shown first: a scenario's events begin when somebody could have read what is shown.
        try presentation.present(effect)
        switch effect {
        case .ask(let question) where !question.steps.isEmpty:
            for step in question.steps { scenario.reached("step.\(step.number)") }
        case .ask(let question): scenario.reached(question.key)
        case .wait(let wait): if let code = wait.code { scenario.reached(code.rawValue) }
        case .raised(let raised): scenario.reached("guard.\(raised.code.rawValue)")
        default: break
        }
    }

    public func present(_ receipt: SessionReceipt, ticket: String?) throws {
        try presentation.present(receipt, ticket: ticket)
    }
}
