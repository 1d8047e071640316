import JSON

/// A route that one other fact would have led to.
public struct Alternative: Sendable, Hashable {
    public let route: Route
    /// The one fact that would have to be otherwise.
    public let fact: FactKey
    /// The values of it that lead to the route. For a date or an address: examples.
    public let values: [JSONValue]
}

extension Rulebook {
    /// The nearest other routes: each that a change of one single fact leads to, and that fact. In the order of the
    /// facts' table.
    public func alternatives(to decision: Decision, _ facts: Facts) -> [Alternative] {
        var found: [Alternative] = []
        for key in FactKey.allCases where key != .now {
            var byRoute: [(route: Route, values: [JSONValue])] = []
            for value in key.definition.examples(practice: practice, now: facts.now) where value != facts[key] {
                var other = facts
                guard (try? other.set(key, to: value, practice: practice)) != nil else { continue }
                let route = route(decision.workflow, other)
                guard route != decision.route, route != .ask else { continue }
                if let index = byRoute.firstIndex(where: { $0.route == route }) {
                    byRoute[index].values.append(value)
                } else {
                    byRoute.append((route, [value]))
                }
            }
            found += byRoute.map { Alternative(route: $0.route, fact: key, values: $0.values) }
        }
        return found
    }
}

extension Alternative {
    public var json: JSONValue {
        ["route": .string(route.rawValue), "fact": .string(fact.rawValue), "values": .array(values)]
    }
}
