import CardIdentity
import Handbook
import JSON
import WorkstationSettings

/// The operator: the card, where CIM is, and the log-in.
extension Course {
    /// Nil when the operator is known, and logged in where that comes first.
    mutating func seekOperator() -> Stage? {
        guard !settings.cardIsOwn else { return nil }
        guard let own = state.operatorCard else { return bindOperator() }
        var stop: Stage?
        if own.uuid == nil {
            _ = answer(.operatorUUID, else: &stop)
            if let stop { return stop }
        }
        if settings.cim == nil {
            _ = answer(.cimPlace, else: &stop)
            if let stop { return stop }
        }
        guard !cardsMayLeave else { return nil }
        // Who takes a session up is asked first whether the log-in stands.
        guard state.isOperatorPresent || (state.isTakenUp && own.tentativeEpoch != nil) else {
            return waitForOperator(own)
        }
        return logIn()
    }

    /// A card that may be the operator's is in already: whose it is shows when the holder's is read.
    func waitForOperator(_ own: OperatorCard) -> Stage {
        own.tentativeEpoch == nil
            ? .wait(.operatorBack, "Insert your own card again, into \(own.reader).") : .wait(.holderCard, holderWanted)
    }

    /// A "no" is asked back once; after two the work can't be done. Each time the card comes back, it is asked anew.
    mutating func logIn() -> Stage? {
        guard !settings.cardIsOwn, let own = state.operatorCard else { return nil }
        var question = cim == .otherComputer ? Question.loggedInElsewhere : .loggedIn
        question.scope = cardsMayLeave ? 0 : Int(clamping: own.tentativeEpoch ?? own.epoch)
        if cim == .otherComputer {
            question.sheet = profileSheet
            question.sheetTitle = "To look up there, on the holder's profile:"
        }
        if state.isTakenUp {
            question.text = "Are you still logged in to CIM, with the card that began this session?"
            question.standard = nil
            // What was said before it was laid aside says nothing of now.
            return .ask(question)
        }
        let given = state.answers.filter { $0.key == question.about && $0.scope == question.scope }
        if let last = given.last {
            if !answered.contains(question.about) { answered.append(question.about) }
            if last.value == true { return nil }
            if given.count > 1 { return .end(.abandoned, reason: "notLoggedIn") }
            question.text =
                "Without a log-in nothing can be done in Care Identity Management. Log in with your own card alone in. "
                + "Are you logged in now?"
        }
        return .ask(question)
    }

    /// What will be asked of the holder's profile, for whoever goes to another computer to see it.
    private var profileSheet: [StepToTake] {
        let keys: [FactKey] =
            switch settings.workflow {
            case .unlock: [.holderEmail, .holderMobileOnProfile, .holderEmailOwnedByESR]
            case .renew:
                [
                    .cardCertificatesExpire, .holderEmployer, .holderEmail, .holderMobileOnProfile,
                    .holderEmailOwnedByESR,
                ]
            case .email: [.holderEmailOwnedByESR]
            case .replace: []
            }
        let texts = keys.filter { facts[$0] == nil }.compactMap {
            FactQuestions.question(for: $0, practice: settings.rulebook.practice)?.text
        }
        guard !texts.isEmpty, let uuid = subjectUUID else { return [] }
        return (["Find the profile: search for \(uuid)."] + texts).enumerated().map { index, text in
            StepToTake(number: index + 1, count: texts.count + 1, text: text, isForHolder: false)
        }
    }

    private func bindOperator() -> Stage {
        let place = state.desk.reader(assignedTo: .operator).map { "your reader, \($0.name)" } ?? "a reader"
        let inserted = state.desk.insertions
        guard !state.desk.readers.isEmpty else { return .noReader }
        guard let only = inserted.first else {
            return .wait(.operatorCard, "Insert your own card, and no other, into \(place).")
        }
        guard inserted.count == 1 else {
            return .wait(
                .operatorCard,
                "There are \(inserted.count) cards in. Leave only your own in, for now: "
                    + "two cards at the log-in to CIM give ERR1002.")
        }
        if state.holderCard != nil, state.isHolderPresent {
            return .wait(.operatorCard, "Take the holder's card out, and insert your own, alone, into \(place).")
        }
        if let stranger = state.stranger, stranger.isIn {
            return .wait(stranger.kind == .holders ? .operatorCard : nil, takeOut(stranger))
        }
        if let own = state.desk.reader(assignedTo: .operator), own.name != only.reader {
            return .wait(.operatorCard, "The card is in \(only.reader). Insert your own card into \(place).")
        }
        return read(only, .operator)
    }

    func read(_ card: Insertion, _ purpose: ReadingPurpose) -> Stage {
        guard !card.isMute else { return .mute(card, purpose == .operator ? .operatorCard : .holderCard) }
        if let retry = state.retry, retry.insertion == card {
            return .readAt(purpose, card, retry.elapsed + .seconds(1))
        }
        return .read(purpose, card)
    }

    func takeOut(_ stranger: Stranger) -> String {
        switch stranger.kind {
        case .refused: "Nothing was done to that card. Take it out, and insert the right one."
        case .holders: "The card in \(stranger.insertion.reader) is the holder's. Take it out, and insert your own."
        default: "Take the card in \(stranger.insertion.reader) out, and insert the right one."
        }
    }
}
