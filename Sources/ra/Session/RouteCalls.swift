import CallGuide
import Handbook
import Instants
import WorkstationSettings

/// Whom to turn to where a route ends with somebody else: whom, how, and until when.
struct RouteCalls: Sendable {
    /// The answer about smartcards, as it is when it is shown.
    let answer: @Sendable () -> CallAnswer?

    /// Routes that leave the desk for the Digital Team.
    static let routes: Set<Route> = [.raiseTicket, .contactSmartcardTeam, .takeCardToOsprey]

    /// Sentences to show below the decision; none for other routes.
    func sentences(for route: Route) -> [String] {
        guard RouteCalls.routes.contains(route), let answer = answer() else { return [] }
        let contacts = answer.contacts.filter { [.form, .phone, .role].contains($0.contact.kind) }
        return [answer.digitalSupport.sentence] + contacts.map(\.sentence)
            + (answer.warnings.contains(.nobodyNow) ? [CallWarning.nobodyNow.sentence] : [])
    }
}

extension CommandContext {
    /// For a session; without a sound guide the session goes on without it.
    func routeCalls() -> RouteCalls {
        let guide = try? supportGuide()
        let (configuration, now) = (configuration, surroundings.now)
        return RouteCalls {
            guard let guide, let system = guide.system("smartcards") else { return nil }
            return try? guide.answer(
                CallQuestion(
                    system: system, site: configuration.site, at: now(), digitalHours: configuration.digitalSupport))
        }
    }
}
