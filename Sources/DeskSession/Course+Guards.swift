import CardIdentity
import Handbook

/// What stops a session now. Guards stand only while something depends on the cards: a route has begun with its intent,
/// and it is done here.
extension Course {
    var guards: [RaisedGuard] {
        var guards: [RaisedGuard] = []
        func raise(_ code: GuardCode, _ text: String) { guards.append(RaisedGuard(code: code, text: text)) }
        guard state.hasSeenDesk else { return [] }
        if state.isServiceAway {
            raise(.serviceLost, "The card service (pcscd) stopped answering; waiting for it.")
            return guards
        }
        if dependsOnOperatorCard, let own = state.operatorCard, !state.isOperatorPresent {
            raiseForOperator(own, raise)
        }
        if dependsOnHolderCard, let card = state.holderCard, !state.isHolderPresent {
            raise(.cardRemoved, "The holder's card is out of \(card.reader). Insert the same card again.")
            if !state.desk.has(card.reader), !guards.contains(where: { $0.code == .readerLost }) {
                raise(.readerLost, "The reader \(card.reader) is gone. Plug it in again, with the same card in it.")
            }
        }
        if let stranger = state.stranger, let guardOfIt = raised(by: stranger) { guards.append(guardOfIt) }
        return guards
    }

    /// The operator works in CIM under their own log-in now. Who goes on with a session that was laid aside is asked first.
    private var dependsOnOperatorCard: Bool {
        guard let run = state.openRun, run.plan.kind != .advice, state.operatorCard != nil, !settings.cardIsOwn,
            !cardsMayLeave, !state.isTakenUp,
            // What another operator began is closed first.
            run.plan.operatorUUID == nil || run.plan.operatorUUID == operatorUUID
        else {
            return false
        }
        let route = run.plan.act.route
        // Where the holder's part is told, all that is done here is the operator's.
        return route.definition.needsLogin && (!route.definition.isForHolderAlone || run.plan.kind == .inService)
    }

    /// What is done in CIM is done to the holder's card, here.
    private var dependsOnHolderCard: Bool {
        guard dependsOnOperatorCard, case .onCard = state.openRun?.plan.kind else { return false }
        return true
    }

    private func raiseForOperator(_ own: OperatorCard, _ raise: (GuardCode, String) -> Void) {
        raise(
            .operatorCardRemoved,
            "Your own card is out of \(own.reader). CIM may have logged you out. Insert it there again.")
        if !state.desk.has(own.reader) {
            raise(.readerLost, "The reader \(own.reader) is gone. Plug it in again, with the same card in it.")
        } else if let other = state.desk.insertion(in: own.reader), other.epoch != own.tentativeEpoch,
            other.atr != own.atr
        {
            raise(
                .operatorCardChanged,
                "The card in \(own.reader) is not your own: it is of another kind. Take it out and insert your own.")
        }
    }

    private func raised(by stranger: Stranger) -> RaisedGuard? {
        let reader = stranger.insertion.reader
        switch stranger.kind {
        // The operator's is waited for.
        case .holders: return nil
        case .refused:
            guard state.openRun != nil else { return nil }
            return changed(reader, "isn't the one that was worked on.")
        case .namesSeveral:
            return RaisedGuard(
                code: .identityConflict,
                text: "The certificates of the card in \(reader) name different people. Nothing is done with it. "
                    + "Take it out, and have the Registration Authority look at it.")
        case .another(.anotherOfThePerson, _):
            return changed(reader, "is another card of the same person: it has other certificates.")
        case .another(.anotherPersons, let uuid):
            return changed(reader, "is another person's: its UUID is \(uuid ?? "another").")
        case .another: return changed(reader, "can't be recognised.")
        case .operators(let isExchanged): return operators(reader, isExchanged)
        }
    }

    private func changed(_ reader: String, _ what: String) -> RaisedGuard {
        RaisedGuard(
            code: .cardChanged,
            text: "The card in \(reader) \(what) Nothing is done to it. Take it out, and insert the card with UUID "
                + "\(subjectUUID ?? "that was worked on") again.")
    }

    /// The operator's UUID on the card that should be the holder's.
    private func operators(_ reader: String, _ isExchanged: Bool) -> RaisedGuard {
        if isExchanged {
            return RaisedGuard(
                code: .cardsExchanged,
                text: "The cards are exchanged: your own is in \(reader). "
                    + "Take both out, and put each back where it was.")
        }
        let isInTwice = state.isOperatorPresent && state.desk.readers.count > 1
        let text =
            isInTwice
            ? "Both cards have your own UUID. Take the one in \(reader) out, and insert the holder's."
            : "Your own card is in \(reader). Take it out, and insert the holder's card."
        return RaisedGuard(
            code: .sameCardTwice, text: mayBeOwnCard ? "\(text) \(Question.forOwnCard)" : text,
            isAboutOwnCard: mayBeOwnCard)
    }
}
