import Handbook
import JSON

/// The questions that the session itself asks, beside the facts (command-line contract).
extension Question {
    static let reach = Question(
        key: "holder.reach", text: "Where is the card's holder?",
        why: "By telephone, or where a code can be sent, no log-in to Care Identity Management is needed.",
        form: .choice([
            .init("here", "Here, with the card"),
            .init("self-service", "Here, and can read their email or text messages: a code reaches them"),
            .init("telephone", "On the telephone"),
        ]), allowsUnknown: false, standard: "here")

    static let cimPlace = Question(
        key: "cim", text: "Where do you use Care Identity Management?",
        why: "It decides whether the cards stay in. 'cim' in the workstation's configuration answers it for good.",
        form: .choice([
            .init("same-computer", "On this computer"), .init("other-computer", "On another computer"),
        ]), allowsUnknown: false)

    static let operatorUUID = Question(
        key: "operator.uuid", text: "Type the twelve digits of the UUID on the front of your own card.",
        why: "The record of this session names you by it.", form: .uuid, allowsUnknown: true)

    static let loggedIn = Question(
        key: "cim.loggedIn",
        text: "Log in to Care Identity Management with your own card alone, and leave it in. Are you logged in?",
        why: "The work is done there. Two cards at log-in give ERR1002.",
        form: .yesNo, allowsUnknown: false, standard: true)

    static let loggedInElsewhere = Question(
        key: "cim.loggedIn",
        text: "Take your own card to the computer with Care Identity Management, and log in there with it alone. "
            + "Are you logged in?",
        why: "The work is done there. Two cards at log-in give ERR1002.",
        form: .yesNo, allowsUnknown: false, standard: true)

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
            key: "holder.uuid", text: reason + " Type the twelve digits of the UUID on the front of the holder's card.",
            why: "The session is bound to one person by this number, and the record is found by it.",
            form: .uuid, allowsUnknown: false)
    }

    static let series = Question(
        key: "card.series",
        text: "Turn the holder's card over. What are the first two digits of the number at the bottom right?",
        why: "They are the card's series. Series 1 to 6 are blocked, and no program can read the series from a card.",
        form: .number(1...99), allowsUnknown: true)

    static func follow(isAdvice: Bool) -> Question {
        Question(
            key: "decision.follow",
            text: isAdvice ? "Read that out, or do it. Is it right so?" : "Is that right, and do you want to begin?",
            why: "Nothing has been done yet. If an answer was wrong, say no and change it.",
            form: .yesNo, allowsUnknown: false, standard: true)
    }

    static func change(among keys: [String], _ scope: Int) -> Question {
        var question = Question(
            key: "change", text: "Which answer do you want to change?",
            why: "What follows from it is decided anew.", form: .choice(keys.map { .init($0, words(for: $0)) }),
            allowsUnknown: false)
        question.scope = scope
        return question
    }

    static let result = Question(
        key: "result", text: "The card can't show whether it worked. What does CIM say?",
        why: "The record then says that you confirmed it.",
        form: .choice([
            .init("succeeded", "It says that it was done"), .init("failed", "It shows an error, or nothing"),
        ]), allowsUnknown: true)

    static func resultTrouble(_ blocks: [[StepToTake]]) -> Question {
        let steps = blocks.compactMap(\.first).map {
            AnswerForm.Choice("again.\($0.number)", "Go back to step \($0.number)")
        }
        return Question(
            key: "result.trouble", text: "The card doesn't show it yet. What do you want to do?",
            why: "It may still be under way in CIM.",
            form: .choice(
                [.init("look", "Read the card again"), .init("again", "Go through the steps again")] + steps
                    + [.init("giveUp", "Give up: it ends as not verified")]), allowsUnknown: false, standard: "look")
    }

    static func trouble(
        in block: [StepToTake], awaitsCode: Bool, cardIsInUse: Bool, scope: Int
    ) -> Question {
        var choices = [AnswerForm.Choice("again", "Try again")]
        if awaitsCode { choices.append(.init("noCode", "No security code came")) }
        choices.append(.init("giveUp", "Give up: it counts as a failed attempt"))
        var question = Question(
            key: "step.\(block[0].number).trouble",
            text: (cardIsInUse ? "Another program is using the card, so it wasn't read. " : "That didn't work. ")
                + "What do you want to do?",
            why: "A failed attempt is a fact: with it the handbook may know another way.", form: .choice(choices),
            allowsUnknown: false, standard: "again")
        question.scope = scope
        return question
    }

    static func block(_ steps: [StepToTake], scope: Int) -> Question {
        var question = Question(
            key: "step.\(steps[0].number)",
            text: (steps.contains(where: \.isForHolder) ? "Holder: " : "")
                + steps.map(\.textWithRemarks).joined(separator: " "),
            why: "Say done when it is done, failed if it doesn't work, or type the error code that CIM shows. "
                + "Never type a passcode or a code that was sent: none is taken here.",
            form: .step, allowsUnknown: false, standard: "done", steps: steps)
        question.scope = scope
        return question
    }

    /// An answer's question in a few words, for the list of what can be changed.
    static func words(for key: String) -> String {
        switch key {
        case "holder.reach": "Where the holder is"
        case "card.series": "The card's series"
        case "holder.uuid": "The holder's UUID"
        case "operator.uuid": "Your own UUID"
        case "holder.confirmed": "Whose card it is"
        case "cim": "Where Care Identity Management is"
        case "cim.loggedIn": "Whether you are logged in"
        default: FactQuestions.catalogue[key]?.text ?? key
        }
    }
}
