import AuditLog
import Instants
import JSON
import PlainText

/// The filters of a view of events, by the names that its address has.
public enum LogFilterFields {
    /// A filter that takes a text.
    public struct TextField: Sendable {
        var name: String
        var label: String
        var hint: String?
        var mode: String?

        /// - Parameters:
        ///   - name: in the address.
        ///   - label: for people.
        ///   - hint: what may be typed.
        ///   - mode: which keys a screen's keyboard shows, as HTML's `inputmode`.
        public init(_ name: String, _ label: String, hint: String? = nil, mode: String? = nil) {
            self.name = name
            self.label = label
            self.hint = hint
            self.mode = mode
        }
    }

    private static let texts = [
        TextField("since", "From", hint: "For example 25/11/2026, yesterday, or -12h"), TextField("until", "Until"),
        TextField("subject", "Holder's UUID", mode: "numeric"),
        TextField("operator", "Operator's UUID", mode: "numeric"), TextField("session", "Session"),
        TextField("workstation", "Workstation"),
    ]

    private static let lists: [(name: String, label: String, values: [(value: String, text: String)])] = [
        ("action", "Job", EventFilter.actions.map { ($0, $0) }),
        ("outcome", "Outcome", EventOutcome.allCases.map { ($0.rawValue, $0.rawValue) }),
        ("event", "Event", EventCode.allCases.map { ($0.rawValue, $0.rawValue) }),
        ("question", "Question", Question.allCases.map { ($0.rawValue, name(of: $0)) }),
        ("open", "Finished", [("true", "Begun and not finished")]),
        ("out-of-hours", "Hours", [("true", "Outside Monday to Friday, 8:00 to 18:30")]),
    ]

    /// A ready-made question, with the field that has to be filled in for it.
    public static func name(of question: Question) -> String {
        switch question.needs {
        case .holder?: question.explanation + " (fill in Holder's UUID)"
        case .operator?: question.explanation + " (fill in Operator's UUID)"
        case nil: question.explanation
        }
    }

    /// What an address asks for. A field that means nothing is a problem, because "nothing fits" would look like a clean
    /// record.
    public static func read(_ fields: [String: String]) -> (filter: EventFilter, problem: String?) {
        var filter = EventFilter()
        var problem: String?
        func take<Value>(_ name: String, _ make: (String) -> Value?, _ sentence: String) -> Value? {
            guard let text = fields[name], !text.isEmpty else { return nil }
            guard let value = make(text) else {
                problem = problem ?? sentence
                return nil
            }
            return value
        }
        filter.since = take("since", { TimeExpression($0) }, "From takes \(TimeExpression.forms).")
        filter.until = take("until", { TimeExpression($0) }, "Until takes \(TimeExpression.forms).")
        filter.subject = take("subject", { $0 }, "")
        filter.operator = take("operator", { $0 }, "")
        filter.session = take("session", { $0 }, "")
        filter.workstation = take("workstation", { $0 }, "")
        filter.action = take("action", { $0 }, "")
        filter.outcome = take("outcome", { EventOutcome(rawValue: $0) }, "There is no such outcome.")
        filter.code = take("event", { EventCode(rawValue: $0) }, "There is no such event.")
        filter.question = take("question", { Question(rawValue: $0) }, "There is no such question.")
        filter.isOpen = fields["open"] == "true"
        filter.isOutOfHours = fields["out-of-hours"] == "true"
        do {
            try filter.check()
        } catch {
            problem = problem ?? sentence(for: error)
        }
        return (filter, problem)
    }

    /// A mistake in words.
    public static func sentence(for mistake: EventFilter.Mistake) -> String {
        switch mistake {
        case .notAUUID(let field): "The \(field == "subject" ? "holder" : "operator")'s UUID has twelve digits."
        case .noSuchAction: "There is no such job."
        case .needs(_, let field):
            "This question needs the UUID of the \(field == "subject" ? "holder" : "operator")."
        case .sinceAfterUntil: "From is later than until. Exchange them."
        }
    }

    /// The ready-made questions and the filters, as the templates `questions` and `filters` take them.
    ///
    /// - Parameters:
    ///   - fields: as they stand in the address.
    ///   - filter: what was read from them.
    ///   - problem: what is wrong with them.
    ///   - address: where the search is.
    ///   - more: filters of this view's own, shown after the others.
    public static func members(
        _ fields: [String: String], _ filter: EventFilter, problem: String?, address: String, more: [TextField] = []
    ) -> [String: JSONValue] {
        [
            "searchAddress": .string(address),
            "readyQuestions": .array(
                Question.allCases.map { question in
                    [
                        "questionName": .string(name(of: question).capitalizedFirst),
                        "questionHref": .string("\(address)?question=\(question.rawValue)"),
                        "isChosen": .bool(filter.question == question),
                    ]
                }),
            "filtersOpen": .bool(problem != nil || !fields.isEmpty),
            "problem": problem.map { ["problemCode": "badFilter", "problemText": .string($0)] } ?? .null,
            "textFilters": .array(
                (texts + more).map { field in
                    [
                        "filterName": .string(field.name), "filterLabel": .string(field.label),
                        "filterHint": .optional(field.hint), "filterMode": .optional(field.mode),
                        "filterValue": .string(fields[field.name] ?? ""),
                    ]
                }),
            "listFilters": .array(
                lists.map { name, label, values in
                    [
                        "filterName": .string(name), "filterLabel": .string(label),
                        "options": .array(
                            values.map { value, text in
                                [
                                    "optionValue": .string(value), "optionText": .string(text),
                                    "isSelected": .bool(fields[name] == value),
                                ]
                            }),
                    ]
                }),
        ]
    }
}
