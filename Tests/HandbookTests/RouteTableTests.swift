import Testing

@testable import Handbook

/// That a route was added whole.
@Suite struct RouteTableTests {
    @Test func `each route but the question is where some row leads, and no row leads elsewhere`() {
        var reached: Set<Route> = [.ask]
        for table in Chapter.all.map(\.table) {
            for outcome in table.all.map(\.then) + [table.otherwise] {
                switch outcome {
                case .route(let route), .routeBecause(let route, _, _, _): reached.insert(route)
                case .escalation: reached.formUnion([.resolveAtOsprey, .takeCardToOsprey])
                case .chain: break
                }
            }
        }
        #expect(reached == Set(Route.allCases))
    }

    @Test func `no two routes are told in the same words`() {
        let sentences = Route.allCases.map { $0.definition.sentence(.osprey) }
        #expect(Set(sentences).count == sentences.count)
        for sentence in sentences { #expect(sentence.hasSuffix(".")) }
    }

    @Test(arguments: Route.allCases)
    func `a route's words and its kind fit`(route: Route) {
        let definition = route.definition
        if case .onCard = definition.kind {
            #expect(definition.done != "DONE", "a receipt says what was done to the card")
            #expect(definition.needsLogin || definition.isForHolderAlone)
        }
        if definition.attempt != nil {
            #expect(definition.kind != .advice, "what is told can't fail here")
        }
        if definition.awaitsCode { #expect(definition.isForHolderAlone) }
        if definition.endsInTicket { #expect(definition.kind == .advice) }
        #expect(definition.done.allSatisfy { $0.isUppercase || $0 == " " })
    }

    @Test func `no two routes set the same failure`() {
        let attempts = Route.allCases.compactMap(\.definition.attempt)
        #expect(Set(attempts).count == attempts.count)
        #expect(attempts.count == Condition.Attempt.allCases.count)
    }
}
