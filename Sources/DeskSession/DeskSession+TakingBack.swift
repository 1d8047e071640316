import CardIdentity
import Handbook
import JSON

/// What the operator takes back.
extension DeskSession {
    /// Takes an answer back; nil is the last one.
    mutating func change(_ wanted: String?) {
        guard shown.awaited.isEmpty else {
            return reject(.noQuestion, key: wanted, "Something is being recorded. Try again in a moment.")
        }
        guard let key = wanted == nil ? state.answers.last?.key : wanted.flatMap(QuestionKey.init).map(block),
            let answer = state.answers.last(where: { $0.key == key })
        else {
            return reject(.notAnswered, key: wanted, "There is no such answer to take back.")
        }
        let closed = state.runs.last { $0.outcome?.isDone == true }?.closedAt ?? 0
        guard answer.at > closed, !isShownOnCard else {
            return reject(.tooLate, key: key.rawValue, "The card was changed already, so this can't be taken back.")
        }
        shown.question = nil
        shown.wait = nil
        shown.decision = nil
        guard let run = state.openRun, key.stepNumber == nil, !key.isResult, key != .own(.loggedIn)
        else { return withdraw(key) }
        // What was begun by that answer is closed before anything else is.
        conclude(.abandoned, course.evidence(run, reason: "corrected"), then: [.withdrawn(key: key)])
    }

    /// The key under which a step's block was answered.
    private func block(_ key: QuestionKey) -> QuestionKey {
        guard let number = key.stepNumber, let run = state.openRun,
            let first = run.plan.blocks.first(where: { $0.contains { $0.number == number } })?.first
        else { return key }
        return .step(first.number)
    }

    mutating func chooseChange() {
        let keys = course.changeable
        guard shown.question != nil, !shown.isSuspended, !keys.isEmpty else {
            return reject(.notAnswered, key: shown.question?.key, "Nothing was answered yet that could be changed.")
        }
        let question = Question.change(among: keys, state.routeScope)
        shown.question = question
        effects.append(.ask(question))
    }

    mutating func withdraw(_ key: QuestionKey) {
        enter(.withdrawn(key: key))
        effects.append(.changed(key: key.rawValue))
        record(.factWithdrawn(key: key.rawValue))
    }

    /// Answers that only a withdrawn one had made necessary go with it, once it is known that they do.
    mutating func dropUnneeded(_ course: Course) {
        guard state.hasWithdrawn, case .ask(let question) = course.stage, question.about == .own(.follow) else {
            return
        }
        let facts = state.answers.map(\.key).filter { $0.isHandbookFact && !course.answered.contains($0) }
        for key in Set(facts).sorted(by: { $0.rawValue < $1.rawValue }) {
            enter(.dropped(key: key))
            record(.factWithdrawn(key: key.rawValue))
        }
    }

    private var isShownOnCard: Bool {
        guard let run = state.openRun, case .onCard(let change) = run.plan.kind, let look = state.look else {
            return false
        }
        return CardEvidence(of: change, before: run.plan.before, after: look.report) == .shown
    }

    /// The keys of answers that can be taken back, in the order in which they were asked.
    public var changeable: [String] { course.changeable.map(\.rawValue) }
}
