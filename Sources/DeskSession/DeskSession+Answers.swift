import CardIdentity
import Handbook
import JSON

/// What the operator says.
extension DeskSession {
    mutating func answered(key: String?, value: JSONValue) {
        if key == SessionKeys.ownCard, value == true, course.mayBeOwnCard, shown.awaited.isEmpty {
            return becomeOwnCard()
        }
        guard let question = shown.question else {
            return reject(.noQuestion, key: key, "Nothing is being asked at the moment.")
        }
        guard !shown.isSuspended, shown.guards.isEmpty, shown.awaited.isEmpty else {
            return reject(.noQuestion, key: key, "The session is stopped; the question comes again when it goes on.")
        }
        if let key, key != question.key {
            return reject(.otherKey, key: key, "That answers another question than the one that stands.")
        }
        if value == .null, !question.allowsUnknown {
            return reject(.badValue, key: question.key, "This has to be answered. " + question.form.expectation)
        }
        let value = classed(value, for: question)
        if value != .null, let code = question.form.refusal(of: value) {
            let reason = code == .looksSecret ? AnswerForm.secretRefusal + " " : ""
            return reject(code, key: question.key, reason + question.form.expectation)
        }
        take(value == .null ? .null : question.form.checked(value) ?? .null, for: question)
    }

    private mutating func take(_ value: JSONValue, for question: Question) {
        if question.about == .own(.holderUUID), !cardIsOwn, let own = course.operatorUUID, value == .string(own) {
            return reject(
                .badValue, key: question.key, "That is your own UUID. Type the holder's. \(Question.forOwnCard)",
                isAboutOwnCard: true)
        }
        if question.about == .own(.change) { return change(value.string) }
        if let mistake = mistake(in: value, for: question) {
            return reject(.badValue, key: question.key, mistake)
        }
        shown.question = nil
        if question.about == .own(.confirmed), value == false {
            record(.refused(reason: state.openRun == nil ? "wrongPerson" : "wrongCard"))
        }
        let kept = kept(value, for: question)
        let before = state
        enter(.answered(key: question.about, scope: question.scope, value))
        record(.factAnswered(key: question.key, scope: question.scope, value: kept))
        // A card that is refused takes along what was answered about it.
        if question.about == .own(.confirmed) { showWithdrawn(since: before) }
    }

    private mutating func becomeOwnCard() {
        shown.question = nil
        shown.wait = nil
        shown.decision = nil
        enter(.answered(key: .ownCard, scope: SessionKeys.ownCardInPlace, true))
        record(.factAnswered(key: SessionKeys.ownCard, scope: SessionKeys.ownCardInPlace, value: true))
        effects.append(.cardIsOwn)
    }

    /// Why the handbook doesn't take a value; nil when it does.
    private func mistake(in value: JSONValue, for question: Question) -> String? {
        guard value != .null, case .fact(let key) = question.about else { return nil }
        var facts = Facts()
        do {
            try facts.set(key, to: value, practice: settings.rulebook.practice)
            return nil
        } catch {
            return error.message
        }
    }

    /// Of an address only the domain is kept.
    private func kept(_ value: JSONValue, for question: Question) -> JSONValue {
        guard question.form == .emailAddress, case .fact(let key) = question.about else { return value }
        var facts = Facts()
        try? facts.set(key, to: value, practice: settings.rulebook.practice)
        return facts.redacted[key] ?? .null
    }

    /// An address that was typed where its class is asked for: the class, so that the address goes no further.
    private func classed(_ value: JSONValue, for question: Question) -> JSONValue {
        guard question.about == .fact(.holderEmail), let address = value.string.flatMap(EmailAddress.init) else {
            return value
        }
        let standing = settings.rulebook.practice.emailDomains.standing(ofDomain: address.domain)
        return .string(standing.profileEmail.rawValue)
    }
}
