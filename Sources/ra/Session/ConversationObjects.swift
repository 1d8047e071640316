import CardIdentity
import DeskSession
import Handbook
import JSON

/// The objects of a session for programs, one a line (command-line contract, "Guided sessions from a script").
enum ConversationObject {
    /// Nil for what is for people only, and for readings and records.
    static func of(_ effect: SessionEffect) -> JSONValue? {
        switch effect {
        case .card(let role, let movement, _, let epoch, let uuid):
            object(
                "card",
                [
                    "role": .string(role.rawValue), "event": .string(movement.rawValue), "uuid": .optional(uuid),
                    "insertionEpoch": .integer(Int64(clamping: epoch)),
                ])
        case .report(let role, let report):
            object("report", ["role": .string(role.rawValue)], report.json())
        case .decision(let decision): object("decision", [:], decision.json)
        case .raised(let raised):
            object("guard", ["code": .string(raised.code.rawValue), "text": .string(raised.text)])
        case .restored(let code): object("restored", ["code": .string(code.rawValue)])
        case .ask(let question): asked(question)
        case .rejected(let rejection):
            object(
                "rejected",
                [
                    "key": .optional(rejection.key), "code": .string(rejection.code.rawValue),
                    "text": .string(rejection.message),
                ])
        case .say, .advise, .read, .record, .end: nil
        }
    }

    static func of(_ receipt: SessionReceipt) -> JSONValue {
        object(
            "end",
            [
                "route": .optional(receipt.end.route?.rawValue), "outcome": .string(receipt.end.outcome.rawValue),
                "recorded": .bool(receipt.end.isRecorded),
                "session": .string(receipt.session), "checkpoint": .optional(receipt.checkpoint),
            ])
    }

    private static func asked(_ question: Question) -> JSONValue {
        var members: [String: JSONValue] = [
            "key": .string(question.key), "text": .string(text(of: question)),
            "choices": question.form.choices, "why": .string(question.why),
        ]
        if question.form == .step {
            members["codes"] = .array(
                ErrorCode.listed.map { ["code": .string($0.code), "text": .string($0.meaning)] })
        }
        return object("ask", members)
    }

    private static func text(of question: Question) -> String {
        guard let step = question.step else { return question.text }
        return (step.isForHolder ? "Holder: " : "") + step.text
    }

    private static func object(
        _ type: String, _ members: [String: JSONValue], _ document: JSONValue? = nil
    ) -> JSONValue {
        var all: [String: JSONValue] = ["schemaVersion": 1, "type": .string(type)]
        all.merge(document?.object ?? [:]) { first, _ in first }
        all.merge(members) { _, last in last }
        return .object(all)
    }
}
