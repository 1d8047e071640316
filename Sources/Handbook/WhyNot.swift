import Instants
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
            for value in examples(of: key, now: facts.now) where value != facts[key] {
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

    /// Every value of a fact that rules tell apart.
    private func examples(of key: FactKey, now: UTCInstant?) -> [JSONValue] {
        if let choices = key.choices(practice: practice) { return choices }
        switch key {
        case .cardSeries: return [1, 4, 5, 9]
        case .workstationReaders: return [1, 2]
        case .cardCertificatesExpire:
            guard let now else { return [] }
            return [-1, 45, 365].map { .string(now.adding(seconds: $0 * UTCInstant.secondsPerDay).rfc3339) }
        case .holderNewEmail:
            let listed = practice.emailDomains.domains.first.map { "x@\($0)" }
            return ((listed.map { [$0] } ?? []) + ["x@not-on-the-list.example", "malformed"]).map(JSONValue.string)
        default: return []
        }
    }
}

extension Alternative {
    public var json: JSONValue {
        ["route": .string(route.rawValue), "fact": .string(fact.rawValue), "values": .array(values)]
    }
}
