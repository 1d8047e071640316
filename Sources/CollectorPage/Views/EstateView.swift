import Instants
import JSON
import PageFoundation

/// The estate at a glance: how many desks stand how, and each desk.
struct EstateView {
    let frame: AuditorFrame
    let desks: [EstateDesk]
    let forks: [EstateFork]
    let now: UTCInstant

    var view: PageView {
        let bad = desks.count { $0.state == .forked }
        return frame.view(
            "estate", title: bad == 0 ? "The estate" : "\(bad) with two histories", address: "/",
            [
                "hasDesks": .bool(!desks.isEmpty), "notices": .array(notices.map(\.json)),
                "facts": .array(facts), "states": .array(states), "desks": .array(desks.map(members)),
                "atText": .string("As of \(LondonTime.text(now)), London time."),
            ])
    }

    private var notices: [PageNotice] {
        guard !forks.isEmpty else { return [] }
        let names = Dictionary(forks.map { (Array($0.origin.utf8), $0.origin) }) { one, _ in one }.values.sorted()
        return [
            PageNotice(
                kind: .bad, title: forks.count == 1 ? "A fork is on record" : "\(forks.count) forks are on record",
                text: "Two histories were signed with one desk's key: the log was rewound, restored from a backup, "
                    + "cloned or rewritten. The evidence stands under Forks.", items: names.map(\.shown))
        ]
    }

    private var facts: [JSONValue] {
        let events = desks.reduce(into: Int64(0)) { $0 += $1.size }
        let sites = Set(desks.compactMap(\.site)).count
        let expired = desks.reduce(into: Int64(0)) { $0 += $1.expired }
        let last = desks.compactMap(\.lastContact).max()
        var facts = [
            fact("Desks", "\(desks.count)" + (sites > 1 ? ", at \(sites) sites" : "")),
            fact("Events held", "\(events)"), fact("Last contact", last.shown),
        ]
        if expired > 0 {
            facts.append(fact("Kept long enough", "\(expired) events have no body any more; proofs hold"))
        }
        return facts
    }

    private func fact(_ name: String, _ text: String) -> JSONValue {
        ["factName": .string(name), "factText": .string(text)]
    }

    private var states: [JSONValue] {
        EstateDesk.State.allCases.compactMap { state in
            let count = desks.count { $0.state == state }
            guard count > 0 else { return nil }
            return [
                "tagKind": .string(state.kind.rawValue), "tagText": .string(state.tag), "count": .integer(Int64(count)),
                "stateText": .string(state.explanation),
            ]
        }
    }

    private func members(_ desk: EstateDesk) -> JSONValue {
        let own = forks.count { $0.origin.utf8.elementsEqual(desk.origin.utf8) }
        return [
            "origin": .string(desk.origin.shown), "deskHref": .string(address("/search", [("desk", desk.origin)])),
            "site": .optional(desk.site?.shown), "tagKind": .string(desk.state.kind.rawValue),
            "siteHref": desk.site.map { .string(address("/search", [("site", $0)])) } ?? .null,
            "tagText": .string(desk.state.tag), "size": .integer(desk.size),
            "lastContact": .string(desk.lastContact.shown),
            "cosigned": desk.cosigned.map { .string("\($0)") } ?? "nothing yet",
            "ruleSet": .string(desk.ruleSet?.shown ?? "none seen"), "clockWentBack": .bool(desk.clockWentBack),
            "deskNote": .optional(desk.note?.shown), "succeeds": .optional(desk.succeeds?.shown),
            "expired": desk.expired > 0 ? .integer(desk.expired) : .null,
            "forkText": own == 0 ? .null : .string(own == 1 ? "Its evidence" : "Its \(own) evidences"),
        ]
    }
}
