import CardIdentity
import Handbook
import JSON
import WorkstationSettings

/// Walks through a session from its door to the first thing that is still open. Only answers that the walk comes past
/// count, so that one that is withdrawn takes along what it alone had made necessary.
struct Course: Sendable {
    let settings: SessionSettings
    let state: SessionState
    var facts: Facts
    /// Where each fact comes from, beside those that the settings brought.
    var origins: [FactKey: FactOrigin] = [:]
    /// Keys of the answers that counted, in the order of the questions.
    var answered: [QuestionKey] = []
    /// Decisions on the way; the last one is the one that is followed.
    var decisions: [Decision] = []
    var reach = Reach.here
    private(set) var stage: Stage = .noReader

    enum Reach: String {
        case here
        case selfService = "self-service"
        case telephone
    }

    init(_ settings: SessionSettings, _ state: SessionState) {
        var settings = settings
        settings.cardIsOwn = settings.cardIsOwn || state.isCardOwn
        self.settings = settings
        self.state = state
        facts = settings.facts
        stage = walk()
    }

    var subjectUUID: String? {
        state.holderCard?.uuid ?? state.answer(.own(.holderUUID))?.value.string
    }

    var subjectOrigin: FactOrigin? {
        subjectUUID.map { _ in state.holderCard?.uuid == nil ? .operator : .card }
    }

    var operatorUUID: String? {
        settings.cardIsOwn ? subjectUUID : state.operatorCard?.uuid ?? state.answer(.own(.operatorUUID))?.value.string
    }

    var operatorOrigin: FactOrigin? {
        settings.cardIsOwn
            ? subjectOrigin : operatorUUID.map { _ in state.operatorCard?.uuid == nil ? .operator : .card }
    }

    /// Only the operator's own card is there: the session may be about that one.
    var mayBeOwnCard: Bool {
        guard !settings.cardIsOwn, state.openRun == nil else { return false }
        if let stranger = state.stranger, stranger.isIn, case .operators(isExchanged: false) = stranger.kind {
            return true
        }
        if case .ask(let question) = stage { return question.about == .own(.holderUUID) && operatorUUID != nil }
        return false
    }

    /// Where CIM is; nil while nobody has said it.
    var cim: CIMPlace? { settings.cim ?? state.answer(.own(.cim))?.value.string.flatMap(CIMPlace.init) }

    /// Cards may leave: CIM is on another computer, or there is one reader for both.
    var cardsMayLeave: Bool { cim == .otherComputer || state.readerCount < 2 }

    /// The answer to a question, if it was given; the question stands else.
    mutating func answer(_ question: Question, else stop: inout Stage?) -> JSONValue? {
        guard let answer = state.answer(question.about, question.scope) else {
            if stop == nil { stop = .ask(question) }
            return nil
        }
        if !answered.contains(question.about) { answered.append(question.about) }
        return answer.value
    }

    mutating func set(_ key: FactKey, _ value: JSONValue, from origin: FactOrigin) {
        guard (try? facts.set(key, to: value, practice: settings.rulebook.practice)) != nil else { return }
        origins[key] = origin
    }

    private mutating func walk() -> Stage {
        if let end = endAfterRoutes { return end }
        if let run = state.openRun {
            // The decision stands; the way there is walked for what was answered.
            _ = walkToDecision()
            _ = askToFollow(run.plan)
            return follow(run)
        }
        if let stop = walkToDecision() { return stop }
        return decide()
    }

    private mutating func walkToDecision() -> Stage? {
        var stop: Stage?
        // In an open run nothing stops the walk: what was answered counts, what wasn't isn't needed.
        let mayStop = state.openRun == nil
        func note(_ next: Stage?) -> Bool {
            if stop == nil { stop = next }
            return mayStop && stop != nil
        }
        if note(passDoor()) { return stop }
        applyPersonalRole()
        learnFromCards()
        if reach == .here, !hasFinishedRoute, note(seekOperator()) { return stop }
        if note(askReplaceReason()) { return stop }
        // A card that was refused goes first; the series is asked of the next one, while it may be in somebody's hand.
        if let stranger = state.stranger, stranger.isIn, stranger.kind == .refused,
            note(.wait(.anotherCard, takeOut(stranger)))
        {
            return stop
        }
        if note(askSeries()) { return stop }
        switch reach {
        case .here: if note(seekHolder()) { return stop }
        case .selfService: if note(lookForHolder()) { return stop }
        case .telephone: break
        }
        learnFromCards()
        if reach == .here, cim == .otherComputer, !settings.cardIsOwn, note(logIn()) { return stop }
        if note(goOnFromLastRoute()) { return stop }
        if !settings.operators.isEmpty, note(identifyOperator()) { return stop }
        applyPersonalRole()
        if note(collectFacts()) { return stop }
        return stop
    }

    private var hasFinishedRoute: Bool { state.runs.contains { $0.outcome?.isDone == true } }

    /// The door: how the holder is reached.
    private mutating func passDoor() -> Stage? {
        let isReplacing = settings.workflow == .replace
        if settings.cardIsOwn {
            facts.holder.isOperator = true
            origins[.holderIsOperator] = .operator
            if !settings.holderCardIsHere { setPresent(false) }
            return nil
        }
        if isReplacing {
            if !settings.holderCardIsHere { setPresent(false) }
            return nil
        }
        if !settings.holderCardIsHere {
            reach = .telephone
        } else {
            var stop: Stage?
            guard let value = answer(.reach, else: &stop)?.string else { return stop }
            reach = Reach(rawValue: value) ?? .here
        }
        setPresent(reach != .telephone)
        if reach == .telephone, facts.holder.isOperator == nil {
            facts.holder.isOperator = false
            origins[.holderIsOperator] = .operator
        }
        return nil
    }

    private mutating func setPresent(_ isPresent: Bool) {
        guard facts.holder.present == nil else { return }
        facts.holder.present = isPresent
        origins[.holderPresent] = .operator
    }

    /// What the configuration says of this person, over what it says of everybody.
    private mutating func applyPersonalRole() {
        guard let uuid = operatorUUID, let person = settings.operators[uuid] else { return }
        if let role = person.role { facts.operator.role = role }
        if let role = person.cimRole { facts.operator.cimRole = role }
    }

    /// How the session ends after what its routes came to; nil where it goes on.
    private var endAfterRoutes: Stage? {
        guard let last = state.runs.last, let outcome = last.outcome else { return nil }
        switch outcome {
        case .verified, .confirmedByOperator:
            return last.plan.act.workflow == settings.workflow ? .end(outcome, reason: nil) : nil
        case .advised:
            // What is told after a failure doesn't undo it.
            let failed = state.runs.last { $0.outcome != .advised && $0.outcome != .abandoned }?.outcome == .failed
            return .end(failed ? .failed : .advised, reason: nil)
        case .failed: return last.plan.act.route.definition.attempt == nil ? .end(.failed, reason: nil) : nil
        case .abandoned where ["corrected", "noCode", "anotherOperator"].contains(last.evidence.reason): return nil
        default: return .end(outcome, reason: last.evidence.reason)
        }
    }

    /// What still has to be done of a route that is done: taking cards out, logging out.
    private mutating func goOnFromLastRoute() -> Stage? {
        guard let last = state.runs.last, last.outcome?.isDone == true, !last.plan.afterwards.isEmpty else {
            return nil
        }
        var stop: Stage?
        _ = answer(Question.block(last.plan.afterwards, scope: -state.routeScope), else: &stop)
        return stop
    }
}

extension SessionOutcome {
    /// It was done, as the card shows or the operator says.
    var isDone: Bool { self == .verified || self == .confirmedByOperator }
}
