import Handbook
import JSON
import WorkstationSettings

@testable import DeskSession

/// A whole session of the driver's, from the door to the end, to try something at each of its prompts.
struct Journey: Sendable, CustomStringConvertible {
    var name: String
    var workflow = Workflow.unlock
    var cim = CIMPlace.sameComputer
    var reach: String? = "here"
    var cardIsOwn = false
    var holder = DeskCard.holder
    var answers: [String: JSONValue] = [:]
    /// What CIM does to the card at the steps.
    var work = Work.unlock
    var outcome = SessionOutcome.verified

    enum Work {
        case unlock, renew, both, none
    }

    var description: String { name }

    private static let common: [String: JSONValue] = [
        "cim.loggedIn": true, "card.series": 9, "holder.confirmed": true, "decision.follow": true,
        "holder.passcodeKnown": false, "holder.email": "none", "holder.mobileOnProfile": false,
        "holder.emailOwnedByESR": true, "holder.employer": "this-organisation", "operator.uuid": .null,
        "card.lock": "locked", "card.certificatesExpire": .null, "operator.cimRole": "raa", "result": "succeeded",
        "result.trouble": "giveUp", "holder.uuid": "000123456789", "holder.newEmail": "jo@nhs.net",
    ]

    static let all = [
        Journey(name: "assisted unlock"),
        Journey(name: "self-service at the desk", answers: ["holder.email": "listed"]),
        Journey(
            name: "self-service without a log-in", reach: "self-service", answers: ["holder.email": "listed"],
            work: .none, outcome: .advised),
        Journey(
            name: "telephone", reach: "telephone", answers: ["holder.email": "listed"], work: .none, outcome: .advised),
        Journey(name: "email first", answers: ["holder.emailOwnedByESR": false]),
        Journey(name: "CIM elsewhere", cim: .otherComputer),
        Journey(
            name: "renewal", workflow: .renew, holder: DeskCard(uuid: "000123456789", daysLeft: 30),
            answers: ["holder.passcodeKnown": true], work: .renew),
        Journey(
            name: "renewal after an unlock", workflow: .renew,
            holder: DeskCard(uuid: "000123456789", triesLeft: 0, daysLeft: 30), work: .both),
        Journey(
            name: "expired", workflow: .renew, holder: DeskCard(uuid: "000123456789", daysLeft: -3),
            answers: ["holder.passcodeKnown": true], work: .renew),
        Journey(
            name: "own card", workflow: .renew, cardIsOwn: true, holder: DeskCard(uuid: "000000000100", daysLeft: 30),
            answers: ["holder.passcodeKnown": true], work: .renew),
        Journey(
            name: "unreadable card", holder: DeskCard(uuid: nil, triesLeft: nil, daysLeft: nil), work: .none,
            outcome: .confirmedByOperator),
        Journey(
            name: "email", workflow: .email, holder: DeskCard(uuid: "000123456789"),
            answers: ["holder.emailOwnedByESR": false], work: .none, outcome: .confirmedByOperator),
        Journey(
            name: "stolen card", workflow: .replace, reach: nil, answers: ["replace.reason": "stolen"], work: .none,
            outcome: .confirmedByOperator),
    ]

    func answer(to key: String) -> JSONValue? {
        if let answer = answers[key] ?? Journey.common[key] { return answer }
        if key == "holder.reach" { return reach.map(JSONValue.string) }
        return SessionKeys.isTrouble(key) ? "giveUp" : key.hasPrefix("step.") ? "done" : nil
    }

    func desk() -> SessionDriver {
        SessionDriver(workflow, cim: cim, reach: nil, cardIsOwn: cardIsOwn)
    }

    /// Goes on until the end, until nothing more follows, or for so many prompts.
    ///
    /// - Parameters:
    ///   - isWorking: CIM does its work.
    ///   - atPrompt: called before each answer, with the number of the prompt.
    func play(
        _ desk: inout SessionDriver, prompts: Int = 60, isWorking: Bool = true,
        atPrompt: (inout SessionDriver, Int) -> Void = { _, _ in }
    ) {
        var answered = 0
        for _ in 0..<400 where desk.end == nil {
            if let question = desk.standing {
                guard answered < prompts else { return }
                atPrompt(&desk, answered)
                guard desk.end == nil, let value = answer(to: question.key), desk.standing?.key == question.key else {
                    if desk.standing == nil || desk.standing?.key == question.key { return }
                    continue
                }
                answered += 1
                if isWorking, question.key.hasPrefix("step.") { work(on: &desk) }
                desk.send(.answer(key: question.key, value))
            } else if !goOn(&desk) {
                return
            }
        }
    }

    /// Does what is waited for; false where nothing is.
    private func goOn(_ desk: inout SessionDriver) -> Bool {
        let (own, card) = (SessionDriver.operatorReader, SessionDriver.holderReader)
        let before = desk.transcript.count
        switch desk.transcript.last(where: { $0.hasPrefix("wait ") }) {
        case "wait operator.card" where desk.cards[own] == nil, "wait operator.back" where desk.cards[own] == nil:
            desk.insert(.operator, into: own)
        case let wait? where wait.hasPrefix("wait holder") && desk.cards[card] == nil: desk.insert(holder, into: card)
        default: desk.wait(seconds: 30)
        }
        return desk.transcript.count > before || desk.standing != nil
    }

    private func work(on desk: inout SessionDriver) {
        let isSecond = desk.transcript.contains { $0.hasPrefix("record outcome") && $0.hasSuffix(" verified") }
        desk.change(in: SessionDriver.holderReader) { card in
            switch work {
            case .unlock: card.unlock()
            case .renew: card.renew()
            case .both: if isSecond { card.renew() } else { card.unlock() }
            case .none: break
            }
        }
    }
}
