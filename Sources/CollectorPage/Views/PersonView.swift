import AuditLog
import Instants
import JSON
import PageFoundation

/// One person over all desks: what was done with their card, and what they did as an operator.
struct PersonView {
    static let most = 50

    let frame: AuditorFrame
    /// As it was typed.
    let uuid: String
    var problem: String?
    /// What is known of somebody in one part.
    struct Part {
        var count: Int64 = 0
        /// Newest first.
        var events: [EstateEvent] = []
        /// Of the first event.
        var first: UTCInstant?
    }

    var asHolder: Part?
    var asOperator: Part?

    var view: PageView {
        let isKnown = asHolder != nil
        let isUnheard = isKnown && asHolder?.count == 0 && asOperator?.count == 0
        return frame.view(
            "person", title: isKnown ? "Person \(uuid)" : "A person", address: "/person",
            [
                "uuid": .string(uuid.shown),
                "problem": problem.map { ["problemCode": "badUUID", "problemText": .string($0)] } ?? .null,
                "isKnown": .bool(isKnown), "isUnheard": .bool(isUnheard),
                "parts": .array(
                    isUnheard
                        ? []
                        : [
                            asHolder.map { part($0, "As the holder of a card", "subject", "holder") },
                            asOperator.map { part($0, "As an operator", "operator", "operator") },
                        ].compactMap(\.self)),
            ])
    }

    private func part(_ part: Part, _ title: String, _ field: String, _ id: String) -> JSONValue {
        let desks = Set(part.events.map { Array($0.origin.utf8) }).count
        var facts: [JSONValue] = [["factName": "Events", "factText": .string("\(part.count)")]]
        if let last = part.events.first?.event, let time = (try? last.logged())?.time {
            facts.append(["factName": "Last", "factText": .string(LondonTime.text(time))])
        }
        facts.append([
            "factName": "Desks",
            "factText": .string("\(desks)" + (part.count > Int64(part.events.count) ? " in the events below" : "")),
        ])
        return [
            "partTitle": .string(title), "partID": .string(id), "tableID": .string("\(id)-title"),
            "facts": .array(facts),
            "hasRows": .bool(!part.events.isEmpty), "rows": .array(part.events.map(\.row)),
            "allHref": .string(address("/search", [(field, uuid)])),
            "allText": .string(
                part.count > Int64(part.events.count) ? "All \(part.count) events" : "Search among these"),
        ]
    }
}
