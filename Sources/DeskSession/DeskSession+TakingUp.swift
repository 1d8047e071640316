import CardIdentity
import Handbook
import JSON

/// A session's entries, from what the log has of it.
extension DeskSession {
    mutating func replay(_ logged: LoggedSession, at now: Moment) throws(LoggedSession.Mistake) {
        enter(.desk([], []), at: Moment(wall: logged.startedAt, elapsed: now.elapsed))
        var looked: CardReport?
        for event in logged.events {
            let moment = Moment(wall: event.time, elapsed: now.elapsed)
            switch event.what {
            case .read(let role, let report, let isLook):
                if isLook { looked = report } else { read(again: report, role, at: moment) }
            case .answered(let name, let scope, let value):
                guard let key = QuestionKey(rawValue: name) else { continue }
                enter(.answered(key: key, scope: scope, value), at: moment)
            case .withdrawn(let name):
                guard let key = QuestionKey(rawValue: name),
                    state.answers.contains(where: { $0.key == key }) || key.stepNumber != nil
                else { continue }
                enter(.withdrawn(key: key), at: moment)
            case .intent(let route):
                enter(.timePassed, at: moment)
                let course = course
                guard let decision = course.decisions.last, decision.route == route else {
                    throw .decidedOtherwise(route)
                }
                enter(.intent(course.plan(for: decision)), at: moment)
                looked = nil
            case .outcome(let outcome, var evidence):
                evidence.before = state.openRun?.plan.before
                evidence.after = looked
                enter(.outcome(outcome, evidence), at: moment)
            case .takenUp: takeUp(at: moment)
            }
        }
        takeUp(at: now)
    }

    /// Where the cards are is seen anew.
    private mutating func takeUp(at moment: Moment) {
        enter(.desk([], []), at: moment)
        enter(.takenUp, at: moment)
    }

    private mutating func read(again report: CardReport, _ role: CardRole, at moment: Moment) {
        let insertion = Insertion(
            reader: report.reader.name, epoch: report.insertionEpoch ?? 0, atr: report.atr)
        if !state.desk.has(insertion.reader) {
            enter(.readerAttached(DeskReader(name: insertion.reader)), at: moment)
        }
        if state.desk.insertion(in: insertion.reader) != insertion { enter(.inserted(insertion), at: moment) }
        // A card that another program had was tried until the session went on without.
        for _ in 0...SessionState.mostAttempts {
            enter(.read(role == .operator ? .operator : .holder, report, insertion), at: moment)
            guard state.retry != nil else { return }
        }
    }

    mutating func sayWhatWasAnswered() {
        let answers = state.answers.filter { $0.key.stepNumber == nil && $0.key != .own(.follow) }
        say(.heading, "This session goes on where it was left.")
        for answer in answers { say(.information, "\(answer.key.words): \(answer.value.inWords)") }
    }
}

extension JSONValue {
    /// An answer as it is shown again.
    fileprivate var inWords: String {
        switch self {
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): "\(number)"
        case .string(let text): text
        default: "not known"
        }
    }
}
