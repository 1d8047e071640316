import CardIdentity
import Handbook
import JSON
import WorkstationSettings

/// The holder's card.
extension Course {
    /// Asked while the card may be in somebody's hand. One that would end the session is asked back once.
    mutating func askSeries() -> Stage? {
        guard [.unlock, .renew].contains(settings.workflow), settings.facts.card.series == nil,
            var question = FactQuestions.series(practice: settings.rulebook.practice)
        else { return nil }
        let words = FactKey.cardSeries.definition.question
        if settings.cardIsOwn, let text = words?.ofOwnCard { question.text = text }
        if reach == .telephone, let text = words?.withoutProfile { question.text = text }
        var stop: Stage?
        guard let value = answer(question, else: &stop) else { return stop }
        facts.card.series = value.integer.map { Int($0) }
        if value == .null { facts.cannotSay.remove(.cardSeries) }
        origins[.cardSeries] = .operator
        facts.now = state.now.wall
        guard let series = facts.card.series, state.runs.isEmpty,
            state.answers.count(where: { $0.key == question.about }) == 1,
            settings.rulebook.decide(settings.workflow, facts).reasons.contains(.blockedSeries)
        else { return nil }
        question.text =
            "You typed \(series). That series is blocked, so the card would have to be replaced. Look once more: what "
            + "are the first two digits of the number at the bottom right?"
        return .ask(question)
    }

    mutating func askReplaceReason() -> Stage? {
        guard settings.workflow == .replace, facts.replace.reason == nil else { return nil }
        return ask(.replaceReason)
    }

    /// The holder's card in a reader, and confirmed.
    mutating func seekHolder() -> Stage? {
        if !settings.holderCardIsHere { return askUUID("The holder's card isn't here.") }
        if settings.workflow == .replace, let reason = facts.replace.reason,
            [.lost, .stolen, .newStarter].contains(reason)
        {
            return askUUID("There is no card to read.")
        }
        if state.holderCard != nil { return confirmHolder() }
        if let stranger = state.stranger, stranger.isIn { return .wait(.anotherCard, takeOut(stranger)) }
        let candidates = candidates
        guard let card = candidates.first else {
            return .wait(state.desk.readers.isEmpty ? nil : .holderCard, holderWanted)
        }
        guard candidates.count == 1 else {
            let others =
                settings.cardIsOwn
                ? "cards in. Leave only your own in." : "more cards in. Leave only the holder's in, beside your own."
            return .wait(.holderCard, "There are \(candidates.count) \(others)")
        }
        return read(card, .holder)
    }

    /// Self-service: the card is read if it is in.
    mutating func lookForHolder() -> Stage? {
        if state.holderCard != nil { return confirmHolder() }
        if let stranger = state.stranger, stranger.isIn { return .wait(.anotherCard, takeOut(stranger)) }
        if let card = candidates.first, candidates.count == 1, !card.isMute { return read(card, .holder) }
        return askUUID("No card was read.")
    }

    private mutating func askUUID(_ why: String) -> Stage? {
        var stop: Stage?
        _ = answer(.holderUUID(because: why), else: &stop)
        return stop
    }

    /// The UUID where the card can't say it; then the person, for every insertion that nothing identifies.
    mutating func confirmHolder() -> Stage? {
        guard let card = state.holderCard else { return nil }
        if card.uuid == nil, let stop = askUUID("The card can't say whose it is.") { return stop }
        var question =
            if let recognition = card.recognition {
                Question.holderConfirmed(uuid: subjectUUID ?? "", again: recognition, isOwn: settings.cardIsOwn)
            } else {
                Question.holderConfirmed(
                    uuid: subjectUUID ?? "", typed: card.uuid == nil, isOwn: settings.cardIsOwn)
            }
        question.scope = Int(clamping: card.confirmationEpoch)
        var stop: Stage?
        _ = answer(question, else: &stop)
        return stop
    }

    /// The card that has to be read because it may be the holder's that was out.
    var cardToRecognise: Insertion? {
        guard !state.isServiceAway, state.holderCard != nil, !state.isHolderPresent, !stage.seeksOperator else {
            return nil
        }
        // With one reader, a card that goes in while the operator is to log in is the operator's and is not read.
        if state.desk.readers.count == 1, !settings.cardIsOwn, let run = state.openRun,
            run.plan.act.route.definition.needsLogin,
            !areBlocksDone(run)
        {
            return nil
        }
        return candidates.first { !$0.isMute && !($0 == state.stranger?.insertion && state.stranger?.isIn == true) }
    }

    /// Cards that may be the holder's. The operator's reader is left alone, unless it is the only one.
    var candidates: [Insertion] { state.desk.insertions.filter { mayHoldHolder($0.reader) } }

    private func mayHoldHolder(_ reader: String) -> Bool {
        if settings.cardIsOwn { return true }
        guard let own = state.operatorCard else { return reach == .selfService }
        if state.desk.readers.count == 1 { return !state.isOperatorPresent }
        guard reader != own.reader else { return false }
        guard let assigned = state.desk.reader(assignedTo: .holder), assigned.name != own.reader else { return true }
        return reader == assigned.name
    }

    var holderWanted: String {
        guard !settings.cardIsOwn, let own = state.operatorCard else { return "Insert your own card into a reader." }
        if state.desk.readers.count == 1 {
            return state.isOperatorPresent
                ? "There is one reader. Take your own card out, and insert the holder's card."
                : "Insert the holder's card."
        }
        let reader =
            state.desk.readers.first { $0.assignedTo == .holder && $0.name != own.reader }
            ?? state.desk.readers.first { $0.name != own.reader }
        return "Insert the holder's card into \(reader?.name ?? "the other reader")"
            + (cardsMayLeave ? "." : ". Your own card stays in.")
    }
}
