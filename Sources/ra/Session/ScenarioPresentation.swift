import DeskSession
import VirtualCards

/// Tells a scenario how far the session is, so that what happens at the simulated desk happens then.
struct ScenarioPresentation: SessionPresentation {
    let presentation: any SessionPresentation
    let scenario: ScenarioDesk

    func present(_ effect: SessionEffect) throws {
        // Shown first: a scenario's events begin when somebody could have read what is shown.
        try presentation.present(effect)
        switch effect {
        case .ask(let question): scenario.reached(question.key)
        case .say(let message): if let key = message.waitsFor { scenario.reached(key) }
        case .raised(let raised): scenario.reached("guard.\(raised.code.rawValue)")
        default: break
        }
    }

    func present(_ receipt: SessionReceipt) throws {
        scenario.stop()
        try presentation.present(receipt)
    }
}
