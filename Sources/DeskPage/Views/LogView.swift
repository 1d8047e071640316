import AuditLog
import Instants
import JSON
import PlainText

/// The log: auditors' questions as links, filters in the address, the events that fit, and the weeks as a picture.
struct LogView {
    static let pageSize = 50
    static let checkpointAddress = "/log?checkpoint"

    let frame: Frame
    let fields: [String: String]
    let filter: EventFilter
    var problem: String?
    /// Oldest first.
    var events: [StoredEvent] = []
    var hasOlder = false
    var weeks: [WeekPicture.Week] = []
    var size: Int64 = 0
    var checkpoint: String?
    /// There is none yet.
    var isMissing = false
    var trouble: String?

    var view: View {
        let rows = events.map(LogView.row)
        let picture = WeekPicture(weeks)
        return frame.view(
            "log", title: "Log: Smartcard desk", address: "/log",
            [
                "soundKind": trouble == nil ? "plain" : "bad",
                "soundTitle": .string(
                    isMissing ? "There is no log yet" : trouble == nil ? "\(size) events" : "The log can't be read"),
                "soundText": .string(
                    isMissing
                        ? "The first session makes it."
                        : trouble ?? "Whether any of them was changed since it was written has to be looked at."),
                "checkpointText": .optional(checkpoint.map { "The last checkpoint is \($0)." }),
                "checkpointHref": checkpoint == nil ? .null : .string(LogView.checkpointAddress),
                "verifyHref": trouble == nil && !isMissing ? "/log?verify" : .null, "verifyText": "Verify the log",
                "readyQuestions": .array(
                    Question.allCases.map { question in
                        [
                            "questionName": .string(LogFilterFields.name(of: question).capitalizedFirst),
                            "questionHref": .string("/log?question=\(question.rawValue)"),
                            "isChosen": .bool(filter.question == question),
                        ]
                    }),
                "filtersOpen": .bool(problem != nil || !fields.isEmpty),
                "problem": problem.map { ["problemCode": "badFilter", "problemText": .string($0)] } ?? .null,
                "textFilters": .array(
                    LogFilterFields.texts.map { name, label, hint, mode in
                        [
                            "filterName": .string(name), "filterLabel": .string(label), "filterHint": .optional(hint),
                            "filterMode": .optional(mode), "filterValue": .string(fields[name] ?? ""),
                        ]
                    }),
                "listFilters": .array(
                    LogFilterFields.lists.map { name, label, values in
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
                "eventsTitle": .string(fields.isEmpty ? "The last events" : "What fits"), "rows": .array(rows),
                "hasRows": .bool(!rows.isEmpty), "olderHref": .optional(olderHref),
                "weeks": .array(picture.bars("unlocks", "renewals")), "hasWeeks": .bool(!weeks.isEmpty),
                "pictureWidth": .integer(Int64(picture.width)),
            ])
    }

    private var olderHref: String? {
        guard hasOlder, let first = events.first else { return nil }
        let kept = fields.filter { $0.key != "before" }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.percentEncoded)" }
        return "/log?" + (kept + ["before=\(first.seq)"]).joined(separator: "&")
    }

    private static func row(_ event: StoredEvent) -> JSONValue {
        guard let logged = try? event.logged() else {
            return [
                "rowNumber": .integer(event.seq), "rowWhen": "?", "rowWhat": "It can't be read. Verify the log.",
                "rowOperator": "", "rowHolder": "", "rowSession": .null, "rowSimulated": false,
            ]
        }
        func text(_ text: String?) -> String { text.map { "\(SafeText($0))" } ?? "" }
        let session = text(logged.session)
        return [
            "rowNumber": .integer(event.seq), "rowWhen": .string(logged.time.map(LondonTime.text) ?? "?"),
            "rowWhat": .string(logged.what), "rowOperator": .string(text(logged.operatorUUID)),
            "rowHolder": .string(text(logged.subject)), "rowSimulated": .bool(logged.isSimulated),
            // Only what a session's id looks like becomes an address.
            "rowSession": session.isEmpty || !session.isSessionID ? .null : .string(session),
        ]
    }
}

/// The filters of the log's view, by the names that its address has.
enum LogFilterFields {
    static let texts: [(name: String, label: String, hint: String?, mode: String?)] = [
        ("since", "From", "For example 25/11/2026, yesterday, or -12h", nil), ("until", "Until", nil, nil),
        ("subject", "Holder's UUID", nil, "numeric"), ("operator", "Operator's UUID", nil, "numeric"),
        ("session", "Session", nil, nil), ("workstation", "Workstation", nil, nil),
    ]

    static let lists: [(name: String, label: String, values: [(value: String, text: String)])] = [
        ("action", "Job", EventFilter.actions.map { ($0, $0) }),
        ("outcome", "Outcome", EventOutcome.allCases.map { ($0.rawValue, $0.rawValue) }),
        ("event", "Event", EventCode.allCases.map { ($0.rawValue, $0.rawValue) }),
        ("question", "Question", Question.allCases.map { ($0.rawValue, name(of: $0)) }),
        ("open", "Finished", [("true", "Begun and not finished")]),
        ("out-of-hours", "Hours", [("true", "Outside Monday to Friday, 8:00 to 18:30")]),
    ]

    /// A ready-made question, with the field that has to be filled in for it.
    static func name(of question: Question) -> String {
        switch question.needs {
        case .holder?: question.explanation + " (fill in Holder's UUID)"
        case .operator?: question.explanation + " (fill in Operator's UUID)"
        case nil: question.explanation
        }
    }

    /// What an address asks for. A field that means nothing is a problem, because "nothing fits" would look like a clean
    /// record.
    static func read(_ fields: [String: String]) -> (filter: EventFilter, problem: String?) {
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

    static func sentence(for mistake: EventFilter.Mistake) -> String {
        switch mistake {
        case .notAUUID(let field): "The \(field == "subject" ? "holder" : "operator")'s UUID has twelve digits."
        case .noSuchAction: "There is no such job."
        case .needs(_, let field):
            "This question needs the UUID of the \(field == "subject" ? "holder" : "operator")."
        case .sinceAfterUntil: "From is later than until. Exchange them."
        }
    }
}

extension String {
    /// As `SessionHost` makes them.
    var isSessionID: Bool {
        count <= 64 && !isEmpty
            && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
    }

    /// For a value in an address.
    var percentEncoded: String {
        utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F].contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
