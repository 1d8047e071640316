import CardIdentity
import Handbook
import JSON

/// What the operator says.
extension DeskSession {
    mutating func answered(key: String?, value: JSONValue) {
        guard let question = standing else {
            return reject(.noQuestion, key: key, "No question stands now.")
        }
        guard !isSuspended, guards.isEmpty else {
            return reject(.noQuestion, key: key, "The session is stopped; the question comes again when it goes on.")
        }
        if let key, key != question.key {
            return reject(.otherKey, key: key, "The question is \(question.key).")
        }
        lastActivity = now.elapsed
        if value == .null {
            guard question.allowsUnknown else {
                return reject(.badValue, key: question.key, "This has to be answered. " + question.form.expectation)
            }
        }
        let value = classed(value, for: question)
        let checked = question.form.checked(value)
        if value != .null, let code = question.form.refusal(of: value) {
            let reason = code == .looksSecret ? AnswerForm.secretRefusal + " " : ""
            return reject(code, key: question.key, reason + question.form.expectation)
        }
        standing = nil
        accept(checked, for: question)
    }

    private mutating func accept(_ value: JSONValue?, for question: Question) {
        switch question.key {
        case "operator.uuid":
            operatorAtDesk?.uuid = value?.string
            operatorAtDesk?.isTyped = true
            recordAnswer(question, value)
        case "cim.loggedIn":
            recordAnswer(question, value)
            isLoggedIn = value == true
            if !isLoggedIn {
                finish(
                    .abandoned, reason: "notLoggedIn",
                    saying: "Without a log-in to CIM nothing can be done there. "
                        + "ra handbook error CODE explains an error that CIM shows.")
            }
        case "holder.uuid": acceptUUID(value?.string ?? "", for: question)
        case "holder.confirmed":
            recordAnswer(question, value)
            if holder?.returned != nil { return returnedCardConfirmed(value == true) }
            if value == true { holder?.isConfirmed = true } else { holderRefused() }
        case "holder.anotherCard":
            if value == true {
                lookForAnotherCard()
            } else {
                finish(.refused, reason: "wrongPerson", saying: "Nothing was done to that card.")
            }
        case "card.series":
            hasAskedSeries = true
            recordAnswer(question, value)
            seriesTyped(value?.integer.map { Int($0) })
        case "result":
            recordAnswer(question, value)
            resultTold(value?.string)
        case let key where key.hasPrefix("step."): stepAnswered(value?.string ?? "failed")
        default: acceptFact(value, for: question)
        }
    }

    private mutating func acceptFact(_ value: JSONValue?, for question: Question) {
        guard let key = FactKey(rawValue: question.key) else { return }
        if let value {
            do {
                try facts.set(key, to: value, practice: settings.rulebook.practice)
            } catch {
                standing = question
                return reject(.badValue, key: question.key, error.message)
            }
            origins[key] = .operator
        } else {
            facts.cannotSay.insert(key)
        }
        // Of an address only the domain is kept.
        recordAnswer(question, value == nil ? nil : facts.redacted[key])
    }

    /// An address that was typed where its class is asked for: the class, so that the address goes no further.
    private func classed(_ value: JSONValue, for question: Question) -> JSONValue {
        guard question.key == FactKey.holderEmail.rawValue, let address = value.string.flatMap(EmailAddress.init) else {
            return value
        }
        let standing = settings.rulebook.practice.emailDomains.standing(ofDomain: address.domain)
        return .string(standing.profileEmail.rawValue)
    }

    /// The series stands on the card's back alone, so it is the operator's word that counts.
    private mutating func seriesTyped(_ series: Int?) {
        facts.card.series = series
        origins[.cardSeries] = .operator
        holder?.card?.report.series = series.map { Sourced($0, source: .operator) }
    }

    private mutating func acceptUUID(_ uuid: String, for question: Question) {
        guard uuid != operatorAtDesk?.uuid else {
            standing = question
            return reject(
                .badValue, key: question.key, "That is your own UUID. Type the holder's. \(Question.forOwnCard)")
        }
        bindHolder(HolderAtDesk(uuid: uuid, isTyped: true, card: unnamedCard))
        recordAnswer(question, .string(uuid))
    }

    private mutating func recordAnswer(_ question: Question, _ value: JSONValue?) {
        record(.factAnswered(key: question.key, value: value ?? .null))
    }

    /// A key that came from outside is repeated only where it is one that sessions know.
    private mutating func reject(_ code: Rejection.Code, key: String?, _ message: String) {
        let known = key.flatMap { SessionKeys.isKnown($0) ? $0 : nil }
        effects.append(.rejected(Rejection(code, key: known, message: message)))
    }
}
