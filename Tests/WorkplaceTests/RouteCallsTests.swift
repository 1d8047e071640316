import CallGuide
import Handbook
import Instants
import Testing
import WorkingDays

@testable import Workplace

/// Whom to turn to, where a route ends with somebody else.
@Suite struct RouteCallsTests {
    private func calls(at text: String) throws -> RouteCalls {
        let guide = try SupportGuide.standard()
        let at = try #require(UTCInstant(rfc3339: text))
        let system = try #require(guide.system("smartcards"))
        let answer = guide.answer(CallQuestion(system: system, at: at), holidays: try BankHolidays.england())
        return RouteCalls { answer }
    }

    // found: W17
    @Test(arguments: [Route.raiseTicket, .contactSmartcardTeam, .takeCardToOsprey])
    func `at night a ticket's route says that nobody answers now, when somebody does, and who is there`(
        route: Route
    ) throws {
        let sentences = try calls(at: "2026-11-26T03:20:00Z").sentences(for: route)
        #expect(sentences[0].hasPrefix("The Digital Team is not there until 26 November 2026, 08:00"))
        #expect(sentences.contains { $0.contains("BrisDoc IT Support Form") })
        #expect(sentences.contains { $0.hasPrefix("On Call Manager") })
    }

    @Test func `by day it names the form and no manager`() throws {
        let sentences = try calls(at: "2026-11-26T10:00:00Z").sentences(for: .raiseTicket)
        #expect(sentences[0].hasPrefix("The Digital Team is there until 26 November 2026, 18:00"))
        #expect(!sentences.contains { $0.contains("On Call Manager") })
    }

    @Test func `a route that ends at the desk, or with others, names nobody`() throws {
        let goAway: Set<Route> = [.raiseTicket, .contactSmartcardTeam, .takeCardToOsprey]
        for route in Route.allCases where !goAway.contains(route) {
            #expect(try calls(at: "2026-11-26T03:20:00Z").sentences(for: route).isEmpty)
        }
    }
}
