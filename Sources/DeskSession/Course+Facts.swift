import CardIdentity
import Handbook
import JSON

/// The facts of a decision, and where each comes from.
extension Course {
    /// What the cards say, over anything that was said before.
    mutating func learnFromCards() {
        if let report = state.holderCard?.report {
            switch report.passcode.state {
            case .locked: facts.card.lock = .locked
            case .usable: facts.card.lock = .unlocked
            case .unknown: break
            }
            if report.passcode.state != .unknown { origins[.cardLock] = .card }
            if let expires = report.renewal.expiresAt {
                facts.card.certificatesExpire = .instant(expires)
                origins[.cardCertificatesExpire] = .card
            }
        }
        learnFromRoutes()
        guard !settings.cardIsOwn, let own = operatorUUID, let holder = subjectUUID else { return }
        facts.holder.isOperator = own == holder
        origins[.holderIsOperator] = operatorOrigin == .card && subjectOrigin == .card ? .card : .operator
    }

    private mutating func learnFromRoutes() {
        for run in state.runs {
            if run.hasFailed, let attempt = run.plan.act.route.definition.attempt {
                set(attempt, .string(AttemptResult.failed.rawValue), from: .operator)
            }
            guard run.plan.act.workflow == .unlock, run.outcome?.isDone == true else { continue }
            // With a card that is unlocked and a passcode just chosen.
            facts.card.lock = .unlocked
            origins[.cardLock] = run.outcome == .verified ? .card : .operator
            facts.holder.passcodeKnown = true
            origins[.holderPasscodeKnown] = .operator
        }
    }

    /// Asks for what the rules need, until there is a decision.
    mutating func collectFacts() -> Stage? {
        facts.now = state.now.wall
        if settings.facts.workstation.readers == nil { facts.workstation.readers = state.desk.readers.count }
        if settings.facts.workstation.keyboardReader == nil {
            facts.workstation.keyboardReader = state.desk.readers.contains(where: \.isInKeyboard)
        }
        applyWhatCameOfNoCode()
        var workflow = settings.workflow
        decisions = []
        for _ in 0..<2 * FactKey.allCases.count {
            let decision = settings.rulebook.decide(workflow, facts)
            if decision.route == .ask, let key = decision.needs.first {
                if let stop = ask(key) { return stop }
            } else {
                decisions.append(decision)
                guard decision.route == .unlockFirst, workflow == .renew else { return nil }
                workflow = .unlock
            }
        }
        return .end(.abandoned, reason: "cannotAsk")
    }

    /// Takes the answer to a fact's question, or asks it.
    mutating func ask(_ key: FactKey) -> Stage? {
        guard var question = FactQuestions.question(for: key, practice: settings.rulebook.practice) else {
            return .end(.abandoned, reason: "cannotAsk")
        }
        if reach != .here, let text = key.definition.question?.withoutProfile {
            question.text = text
            if key == .cardCertificatesExpire { question.standard = .null }
        }
        // Whoever begins an unlock says that it is locked.
        if key == .cardLock, settings.workflow == .unlock { question.standard = "locked" }
        var stop: Stage?
        guard let value = answer(question, else: &stop) else { return stop }
        if value == .null {
            facts.cannotSay.insert(key)
        } else {
            set(key, value, from: .operator)
        }
        return nil
    }

    /// No code came: the way that it should have taken doesn't reach the holder. An answer that was given since counts.
    private mutating func applyWhatCameOfNoCode() {
        for run in state.runs where run.evidence.reason == "noCode" {
            func isOlder(_ key: FactKey) -> Bool {
                guard let answer = state.answer(.fact(key)) else {
                    return settings.facts[key] != nil
                }
                return answer.at < run.closedAt
            }
            let email = state.answer(.fact(.holderEmail))?.value.string
            let reaches = facts.holder.email == nil && (email == "listed" || email == "unverified")
            if run.plan.act.route == .addEmailThenSelfService || reaches {
                guard isOlder(.holderEmail) else { continue }
                facts.holder.email = .inaccessible
                origins[.holderEmail] = .operator
                note(.holderEmail)
            } else if isOlder(.holderMobileOnProfile) {
                facts.holder.mobileOnProfile = false
                origins[.holderMobileOnProfile] = .operator
                note(.holderMobileOnProfile)
            }
        }
    }

    private mutating func note(_ fact: FactKey) {
        let key = QuestionKey.fact(fact)
        if state.answers.contains(where: { $0.key == key }), !answered.contains(key) { answered.append(key) }
    }

    /// Where each fact comes from that is known now.
    var knownOrigins: [FactKey: FactOrigin] {
        var known: [FactKey: FactOrigin] = [:]
        for key in FactKey.allCases where facts[key] != nil { known[key] = origin(of: key) }
        return known
    }

    private func origin(of key: FactKey) -> FactOrigin {
        if let origin = origins[key] { return origin }
        if settings.facts[key] != nil { return settings.factsFromFile.contains(key) ? .file : .configuration }
        switch key {
        case .now: return .clock
        case .workstationReaders, .workstationKeyboardReader: return .desk
        case .operatorRole, .operatorCIMRole: return .configuration
        default: return .operator
        }
    }
}
