import CardIdentity
import Handbook
import JSON

/// The objects of a session for programs, one a line (command-line contract, "Guided sessions from a script").
public enum ConversationObject {
    /// Nil for what is for people only, and for readings and records.
    public static func of(_ effect: SessionEffect) -> JSONValue? {
        switch effect {
        case .card(let role, let movement, _, let epoch, let uuid):
            object(
                "card",
                [
                    "role": .string(role.rawValue), "event": .string(movement.rawValue), "uuid": .optional(uuid),
                    "insertionEpoch": .integer(Int64(clamping: epoch)),
                ])
        case .report(let role, let report, _):
            object("report", ["role": .string(role.rawValue)], report.json())
        case .decision(let decision): object("decision", [:], decision.json)
        case .raised(let raised):
            object("guard", ["code": .string(raised.code.rawValue), "text": .string(raised.text)])
        case .restored(let code): object("restored", ["code": .string(code.rawValue)])
        case .ask(let question): asked(question)
        case .wait(let wait):
            wait.code.map { object("wait", ["for": .string($0.rawValue), "text": .string(wait.text)]) }
        case .changed(let key): object("changed", ["key": .string(key)])
        case .trouble(let code, let known):
            object(
                "trouble",
                [
                    "code": .string(code), "meaning": .optional(known?.meaning),
                    "remedies": .array((known?.remedies ?? []).map(remedy)),
                ])
        case .idle(let minutes): object("idle", ["minutes": .integer(Int64(minutes))])
        case .rejected(let rejection):
            object(
                "rejected",
                [
                    "key": .optional(rejection.key), "code": .string(rejection.code.rawValue),
                    "text": .string(rejection.message),
                ])
        case .say, .advise, .cardIsOwn, .read, .record, .end: nil
        }
    }

    public static func of(_ receipt: SessionReceipt) -> JSONValue {
        object(
            "end",
            [
                "route": .optional(receipt.end.route?.rawValue),
                "routes": .array(
                    receipt.end.routes.map {
                        ["route": .string($0.route.rawValue), "outcome": .string($0.outcome.rawValue)]
                    }),
                "outcome": .string(receipt.end.outcome.rawValue), "recorded": .bool(receipt.end.isRecorded),
                "session": .string(receipt.session), "checkpoint": .optional(receipt.checkpoint),
            ])
    }

    private static func asked(_ question: Question) -> JSONValue {
        var members: [String: JSONValue] = [
            "key": .string(question.key), "text": .string(question.text), "choices": question.form.choices,
            "why": .string(question.why),
        ]
        if !question.steps.isEmpty {
            members["steps"] = .array(question.steps.map(step))
            members["codes"] = .array(
                ErrorCode.listed.map { ["code": .string($0.code), "text": .string($0.meaning)] })
        }
        if !question.sheet.isEmpty { members["sheet"] = .array(question.sheet.map(step)) }
        return object("ask", members)
    }

    private static func step(_ step: StepToTake) -> JSONValue {
        [
            "number": .integer(Int64(step.number)), "text": .string(step.textWithRemarks),
            "for": .string(step.isForHolder ? "holder" : "operator"),
        ]
    }

    private static func remedy(_ remedy: ServiceError.Remedy) -> JSONValue {
        ["audience": .string(remedy.audience.rawValue), "text": .string(remedy.text)]
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
