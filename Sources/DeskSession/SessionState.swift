import CardIdentity
import Handbook
import JSON

/// What the entries of a session amount to. A pure function of them: nothing is kept beside the list.
public struct SessionState: Hashable, Sendable {
    var now: Moment
    /// How many entries there were.
    var count = 0
    /// When somebody or something last did anything.
    var lastActivity = Duration.zero
    var desk = Desk()
    /// The most readers that were here at a time: one that is unplugged changes nothing about what is done with cards.
    var readerCount = 0
    var hasSeenDesk = false
    var isServiceAway = false
    /// Answers that count, oldest first. Withdrawn ones are gone.
    var answers: [Answer] = []
    /// It was said on the way that the card is the operator's own.
    var isCardOwn = false
    /// Something was withdrawn, so that other answers may not be needed any more.
    var hasWithdrawn = false
    var operatorCard: OperatorCard?
    var holderCard: HolderCard?
    /// The card that the session rests on until the one that is in again is confirmed.
    var unconfirmed: HolderCard?
    var stranger: Stranger?
    var runs: [RouteRun] = []
    /// The last look at the holder's card on this route, and the number of its entry.
    var look: Look?
    var retry: Retry?
    /// Whether the operator is still logged in isn't known; the card isn't read before that was answered.
    var isTakenUp = false

    struct Look: Hashable, Sendable {
        var report: CardReport
        var at: Int
        var elapsed: Duration
    }

    /// A reading that is to be tried again.
    struct Retry: Hashable, Sendable {
        var insertion: Insertion
        var attempts: Int
        var elapsed: Duration
    }

    init(now: Moment) {
        self.now = now
        lastActivity = now.elapsed
    }

    public static func replaying(_ entries: [SessionEntry], from start: Moment) -> SessionState {
        entries.reduce(into: SessionState(now: start)) { $0.apply($1) }
    }

    mutating func apply(_ entry: SessionEntry) {
        now = entry.moment
        guard entry.what != .timePassed else { return }
        count += 1
        switch entry.what {
        // What the program does by itself keeps nobody at the desk.
        case .read, .dropped: break
        default: lastActivity = now.elapsed
        }
        switch entry.what {
        case .desk(let readers, let insertions): deskSeen(readers, insertions)
        case .readerAttached(let reader): attached(reader)
        case .readerDetached(let name): detached(name)
        case .inserted(let insertion): inserted(insertion)
        case .removed(let reader, let epoch): removed(from: reader, epoch: epoch)
        case .serviceLost: isServiceAway = true
        case .read(let purpose, let report, let insertion): read(report, of: insertion, for: purpose)
        case .answered(let key, let scope, let value): answered(key, scope, value)
        case .withdrawn(let key): withdraw(key)
        case .dropped(let key): answers.removeAll { $0.key == key }
        case .intent(let plan):
            runs.append(RouteRun(plan: plan))
            look = nil
        case .outcome(let outcome, let evidence): concluded(outcome, evidence)
        case .takenUp: isTakenUp = operatorCard != nil
        case .timePassed: break
        }
    }

    /// The run whose outcome is still open.
    var openRun: RouteRun? { runs.last.flatMap { $0.outcome == nil ? $0 : nil } }

    /// Tells questions of one route from those of the next.
    var routeScope: Int { runs.count { $0.outcome != nil } }

    func answer(_ key: QuestionKey, _ scope: Int = 0) -> Answer? {
        answers.last { $0.key == key && $0.scope == scope }
    }

    private mutating func concluded(_ outcome: SessionOutcome, _ evidence: Evidence) {
        guard openRun != nil else { return }
        runs[runs.count - 1].outcome = outcome
        runs[runs.count - 1].evidence = evidence
        runs[runs.count - 1].closedAt = count
        if let after = evidence.after, isHolderPresent { holderCard?.report = after }
        look = nil
    }
}

// MARK: - Answers

extension SessionState {
    private mutating func answered(_ key: QuestionKey, _ scope: Int, _ value: JSONValue) {
        answers.append(Answer(key: key, scope: scope, value: value, at: count, elapsed: now.elapsed))
        switch (key, value.string) {
        case (.own(.loggedIn), _) where isTakenUp:
            isTakenUp = false
            if value == false {
                operatorCard = nil
                answers.removeAll { $0.key == key }
            }
        case (.ownCard, _) where scope == SessionKeys.ownCardInPlace: becomeOwnCard()
        case (.own(.confirmed), _):
            if value == true { unconfirmed = nil } else { refuseCard() }
        case (.own(.resultTrouble), let answer?) where answer.hasPrefix("again"):
            dropSteps(from: Int(answer.dropFirst("again.".count)) ?? 1)
        case (.trouble(let number), "again"): dropSteps(from: number)
        default: break
        }
    }

    /// There is no second person from here on, and each card is looked at anew.
    private mutating func becomeOwnCard() {
        hasWithdrawn = true
        isCardOwn = true
        operatorCard = nil
        holderCard = nil
        unconfirmed = nil
        stranger = nil
        leaveCardBehind(samePerson: false)
    }

    private mutating func refuseCard() {
        guard let card = holderCard else { return }
        if let insertion = desk.insertion(in: card.reader), insertion.epoch == card.epoch {
            stranger = Stranger(kind: .refused, insertion: insertion)
        }
        guard openRun == nil || unconfirmed == nil else {
            holderCard = unconfirmed
            unconfirmed = nil
            return
        }
        holderCard = nil
        unconfirmed = nil
        leaveCardBehind(samePerson: false)
    }

    /// What was answered about that card, and about its holder if it is another person's, is no longer so.
    mutating func leaveCardBehind(samePerson: Bool) {
        answers.removeAll { SessionState.isAboutCard($0.key, samePerson: samePerson) }
    }

    /// Whether an answer goes with the card that it was given for.
    static func isAboutCard(_ key: QuestionKey, samePerson: Bool) -> Bool {
        switch key {
        case .ownCard: false
        case .own(.confirmed), .own(.follow): true
        case .own(.holderUUID): !samePerson
        case .fact(let fact): fact.definition.group == "card" || (fact.definition.group == "holder" && !samePerson)
        case .own, .step, .trouble: false
        }
    }

    mutating func withdraw(_ key: QuestionKey) {
        if let number = key.stepNumber { return dropSteps(from: number) }
        guard let last = answers.lastIndex(where: { $0.key == key }) else { return }
        let scope = answers[last].scope
        let current = routeScope
        hasWithdrawn = true
        answers.removeAll {
            ($0.key == key && $0.scope == scope) || ($0.key == .own(.follow) && $0.scope == current)
        }
        if key.isResult { look = nil }
    }

    /// The block that holds that step, and all after it, are to be done again.
    private mutating func dropSteps(from number: Int) {
        let first = openRun?.plan.blocks.last { ($0.first?.number ?? 0) <= number }?.first?.number ?? number
        let scope = routeScope
        answers.removeAll { answer in
            guard answer.scope == scope else { return false }
            if answer.key.isResult { return true }
            return answer.key.stepNumber.map { $0 >= first } ?? false
        }
        look = nil
    }
}
