import Handbook
import JSON

/// The questions that the session itself asks, beside the facts (command-line contract).
extension Question {
    static let reach = Question(
        about: .own(.reach), text: "Where is the card's holder?",
        why: "Where a code can be sent, and on the telephone, no log-in to Care Identity Management (CIM) is needed.",
        form: .choice([
            .init("here", "Here, with the card"),
            .init("self-service", "Here, and a code can reach their email or mobile"),
            .init("telephone", "On the telephone"),
        ]), allowsUnknown: false, standard: "here")

    static let cimPlace = Question(
        about: .own(.cim), text: "Where do you use CIM? ('cim' in the configuration answers this for good.)",
        why: "It decides whether the cards stay in while you work in Care Identity Management (CIM).",
        form: .choice([
            .init("same-computer", "On this computer"), .init("other-computer", "On another computer"),
        ]), allowsUnknown: false)

    static let operatorUUID = Question(
        about: .own(.operatorUUID), text: "Type the UUID on the front of your own card: 12 digits.",
        why: "The record of this session names you by it.", form: .uuid, allowsUnknown: true)

    static let loggedIn = Question(
        about: .own(.loggedIn),
        text: "Log in to CIM with only your own card in. Are you logged in?",
        why: "The work is done in Care Identity Management (CIM). With two cards in, it refuses the log-in (ERR1002). "
            + "Leave your card in afterwards.",
        form: .yesNo, allowsUnknown: false, standard: true)

    static let loggedInElsewhere = Question(
        about: .own(.loggedIn),
        text: "Take your own card to the computer with CIM, and log in there with it alone. Are you logged in?",
        why: "The work is done in Care Identity Management (CIM). With two cards in, it refuses the log-in (ERR1002).",
        form: .yesNo, allowsUnknown: false, standard: true)

    static func holderConfirmed(uuid: String, typed: Bool, isOwn: Bool) -> Question {
        Question(
            about: .own(.confirmed),
            text: (typed ? "You typed \(uuid). Is it" : "Is \(uuid)")
                + (isOwn
                    ? " on the front of your own card?" : " on the card's front, and is it the right person?"),
            why: aboutThisCard, form: .yesNo, allowsUnknown: false)
    }

    /// Of a card that is in again.
    static func holderConfirmed(uuid: String, again recognition: CardRecognition, isOwn: Bool) -> Question {
        let what =
            recognition == .perhapsRenewed
            ? "The card that is in has other certificates than before, as after a renewal."
            : "A card is in again, and it can't say that it is the one from before."
        let whose = isOwn ? "your own card" : "the right person's card"
        return Question(
            about: .own(.confirmed),
            text: what + " Is it the card that was worked on: \(whose), with UUID \(uuid) on its front?",
            why: aboutThisCard, form: .yesNo, allowsUnknown: false)
    }

    private static let aboutThisCard =
        "The steps that follow are about this card and its holder. Compare the number, and look at the photograph."

    static let forOwnCard = "Or is this session about your own card?"

    static func holderUUID(because reason: String) -> Question {
        Question(
            about: .own(.holderUUID), text: reason + " Type the holder's UUID: 12 digits.",
            why: "It is on the front of the card, and on the holder's profile in CIM. The record is found by it.",
            form: .uuid, allowsUnknown: false)
    }

    static func follow(isAdvice: Bool) -> Question {
        Question(
            about: .own(.follow),
            text: isAdvice ? "Is that right? It ends the session." : "Is that right, and do you want to begin?",
            why: "Nothing has been done yet. If an answer was wrong, say no and change it.",
            form: .yesNo, allowsUnknown: false, standard: true)
    }

    static func change(among keys: [QuestionKey], _ scope: Int) -> Question {
        var question = Question(
            about: .own(.change), text: "Which answer do you want to change?",
            why: "What follows from it is decided anew.", form: .choice(keys.map { .init($0.rawValue, $0.words) }),
            allowsUnknown: false)
        question.scope = scope
        return question
    }

    static let result = Question(
        about: .own(.result), text: "The card can't show whether it worked. What does CIM say?",
        why: "The record then says that you confirmed it.",
        form: .choice([
            .init("succeeded", "It says that it was done"), .init("failed", "It shows an error, or nothing"),
        ]), allowsUnknown: true)

    static func resultTrouble(_ blocks: [[StepToTake]]) -> Question {
        let steps = blocks.compactMap(\.first).map {
            AnswerForm.Choice("again.\($0.number)", "Go back to step \($0.number)")
        }
        return Question(
            about: .own(.resultTrouble), text: "The card doesn't show it yet. What do you want to do?",
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
            about: .trouble(block[0].number),
            text: (cardIsInUse ? "Another program is using the card, so it wasn't read. " : "That didn't work. ")
                + "What do you want to do?",
            why: "A failed attempt is a fact: with it the handbook may know another way.", form: .choice(choices),
            allowsUnknown: false, standard: "again")
        question.scope = scope
        return question
    }

    static func block(_ steps: [StepToTake], scope: Int) -> Question {
        var question = Question(
            about: .step(steps[0].number),
            text: (steps.contains(where: \.isForHolder) ? "Holder: " : "")
                + steps.map(\.textWithRemarks).joined(separator: " "),
            why: "Say done when it is done, failed if it doesn't work, or type the error code that CIM shows. "
                + "Never type a passcode or a code that was sent: none is taken here.",
            form: .step, allowsUnknown: false, standard: "done", steps: steps)
        question.scope = scope
        return question
    }

    /// An answer's question in a few words, for the list of what can be changed.
    public static func words(for key: String) -> String { QuestionKey(rawValue: key)?.words ?? key }
}
