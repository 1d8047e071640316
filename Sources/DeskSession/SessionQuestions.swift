/// The questions that the session itself asks, beside the facts (command-line contract).
extension Question {
    static let operatorUUID = Question(
        key: "operator.uuid",
        text: "Your card can't say whose it is. Type the twelve digits of the UUID on its front.",
        why: "The record of this session names the operator by UUID.",
        form: .uuid, allowsUnknown: true)

    static let loggedIn = Question(
        key: "cim.loggedIn",
        text: "Log in to Care Identity Management with your own card, and leave it in. Are you logged in?",
        why: "The work is done there, and the holder's card must not be in before you are in: "
            + "two cards at log-in give ERR1002. Answer no if CIM doesn't let you in; that ends the session.",
        form: .yesNo, allowsUnknown: false)

    static let loggedInElsewhere = Question(
        key: "cim.loggedIn",
        text: "Take your own card to the computer with Care Identity Management and log in there with it alone. "
            + "Are you logged in?",
        why: "The work is done there, and two cards at log-in give ERR1002. "
            + "Answer no if CIM doesn't let you in; that ends the session.",
        form: .yesNo, allowsUnknown: false)

    static func holderConfirmed(uuid: String, typed: Bool, isOwn: Bool) -> Question {
        Question(
            key: "holder.confirmed",
            text: (typed ? "The UUID that was typed is" : "The card's UUID is")
                + (isOwn
                    ? " \(uuid). Is that the UUID on the front of your own card?"
                    : " \(uuid). Is that the UUID on the front of the holder's card, and is it the right person?"),
            why: "Everything that follows is done to this card. Compare the number, and look at the photograph.",
            form: .yesNo, allowsUnknown: false)
    }

    /// Of a card that is in again.
    static func holderConfirmed(uuid: String, again recognition: CardRecognition, isOwn: Bool) -> Question {
        let what =
            recognition == .perhapsRenewed
            ? "The card that is in has other certificates than before, as after a renewal."
            : "A card is in again, and it can't say that it is the one from before."
        let whose = isOwn ? "your own card" : "the right person's card"
        return Question(
            key: "holder.confirmed",
            text: what + " Is it the card that was worked on: \(whose), with UUID \(uuid) on its front?",
            why: "Everything that follows is done to this card. Compare the number, and look at the photograph.",
            form: .yesNo, allowsUnknown: false)
    }

    static let forOwnCard = "For your own card, end this session and begin one with --own-card."

    static func holderUUID(because reason: String) -> Question {
        Question(
            key: "holder.uuid", text: reason + " Type the twelve digits of the UUID on the front of the card.",
            why: "The session is bound to one person by this number, and the record is found by it.",
            form: .uuid, allowsUnknown: false)
    }

    static let series = Question(
        key: "card.series",
        text: "Turn the holder's card over. What are the first two digits of the number at the bottom right?",
        why: "They are the card's series. Series 1 to 6 are blocked, and no program can read the series from a card.",
        form: .number(1...99), allowsUnknown: true)

    static let anotherCard = Question(
        key: "holder.anotherCard",
        text: "Is another card the right one? Yes: take this one out and put the right one in. No: the session ends.",
        why: "Nothing has been done to this card.", form: .yesNo, allowsUnknown: false)

    static func result(_ what: String) -> Question {
        Question(
            key: "result", text: "The card can't show whether it worked. What did \(what) say?",
            why: "The record says confirmedByOperator then, not verified.",
            form: .choice([
                .init("succeeded", "It says that it was done"), .init("failed", "It shows an error, or nothing"),
            ]), allowsUnknown: true)
    }

    static func step(_ step: StepToTake) -> Question {
        Question(
            key: "step.\(step.number)", text: step.text,
            why: "Say done when it is done, failed if it doesn't work, or type the error code that CIM shows. "
                + "Never type a passcode or a code that was sent: none is taken here.",
            form: .step, allowsUnknown: false, step: step)
    }
}
