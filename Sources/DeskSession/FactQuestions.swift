import Handbook
import JSON

/// Facts of the handbook that a person can be asked for: the words, the reason, the form of the answer.
enum FactQuestions {
    /// Nil for a key that is never asked for (handbook-rules §1).
    static func question(for key: FactKey, practice: LocalPractice) -> Question? {
        key == .workstationSite ? site(practice) : catalogue[key.rawValue]
    }

    /// The question's words where the card is the operator's own.
    static let textsAboutOwnCard = [
        "card.lock": "Is your card locked?",
        "card.series": "The back of your card, bottom right: the first two digits?",
        "holder.passcodeKnown": "Do you know your card's passcode? Don't type it here, and tell it to nobody.",
        "holder.email": "Open your profile in CIM. Which email address is there?",
        "holder.mobileOnProfile": "Is a mobile number there that you can use now?",
        "holder.newEmail": "What is your new email address?",
        "holder.employer": "Who is your main employer?",
        "holder.hasOtherCard": "Do you already have an NHS smartcard that works?",
    ]

    /// The same where the holder's word is all there is: on the telephone, and where no log-in is needed.
    static let textsWithoutProfile = [
        "card.series": "Ask for the back of the card, bottom right: the first two digits?",
        "card.certificatesExpire": "When do the card's certificates expire, if the holder knows?",
        "holder.email": "Ask the holder: which email address is on their profile?",
        "holder.mobileOnProfile": "Ask the holder: is a mobile number on it that they can use now?",
        "holder.emailOwnedByESR": "Ask the holder: is that address held in ESR?",
    ]

    static let keys = questions.map(\.key)

    /// Nil for the sites, which are the practice's.
    static func form(of key: String) -> AnswerForm? { catalogue[key]?.form }

    private static func site(_ practice: LocalPractice) -> Question {
        choice(
            "workstation.site", "Which site is this?", "What may be done differs from site to site.",
            practice.sites.map { ($0.id, $0.name) }, allowsUnknown: false)
    }

    static let catalogue = Dictionary(
        questions.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    private static let questions: [Question] = [
        choice(
            "card.lock", "Is the holder's card locked?",
            "A locked card can't be used or renewed until it is unlocked, and the card itself didn't say.",
            [("locked", "Locked: it says so, or three wrong passcodes were typed"), ("unlocked", "Not locked")]),
        Question(
            key: "card.certificatesExpire",
            text: "On what date do the card's certificates expire?",
            why:
                "The holder's profile in CIM shows it. An expired card is renewed by somebody with the rights for it; one "
                + "that isn't due can't be renewed.",
            form: .date, allowsUnknown: true),
        yesNo(
            "holder.passcodeKnown", "Does the holder know the card's passcode? Don't let them tell you what it is.",
            "A passcode that is known needs no unlocking, and renewing asks for it."),
        choice(
            "holder.email", "Open the holder's profile in CIM. Which email address is there?",
            "A code can be sent to it, so that the holder unlocks the card without help. To find the profile, search for "
                + "the UUID. You may type the address: only its kind is kept.",
            [
                ("none", "None"),
                ("listed", "At nhs.net, nhs.uk, gov.uk, mod.uk, or your site's own domain"),
                ("unverified", "At another domain"),
                ("unlisted", "At a domain that you know isn't allowed"),
                ("inaccessible", "A wrong one, or one that the holder can't read now"),
            ]),
        yesNo(
            "holder.mobileOnProfile", "Is a mobile number there that the holder can use now?",
            "A code can be sent to it, as to an email address.", standard: false),
        Question(
            key: "holder.newEmail", text: "What is the holder's new email address?",
            why: "Only some domains are allowed. The record keeps the domain alone.",
            form: .emailAddress, allowsUnknown: false),
        yesNo(
            "holder.emailOwnedByESR", "Does CIM say that ESR holds the email address?",
            "What the Electronic Staff Record (ESR) holds has to be corrected there: CIM refuses to change it."),
        choice(
            "holder.employer", "Who is the holder's main employer?",
            "An expired card is renewed by the main employer's Registration Authority.",
            [("this-organisation", "This organisation"), ("other", "Another organisation")]),
        yesNo(
            "holder.present", "Is the holder here with you?",
            "Only the holder may choose and type the passcode, so assisted work needs both of you."),
        yesNo(
            "holder.isOperator", "Is the holder's card your own?",
            "Nobody can do assisted work on their own card."),
        yesNo(
            "holder.hasOtherCard", "Does the holder already have an NHS smartcard that works?",
            "A new starter with a working card needs a position on it, not another card."),
        choice(
            "operator.role", "What is your role here?", "The handbook says which role may do what.",
            [
                ("shift-manager", "Shift Manager"), ("team-manager", "Team Manager"),
                ("rota-team-lead", "Rota Team Lead"), ("rota-team", "Rota Team"), ("digital-team", "Digital Team"),
                ("training-coordinator", "Training Support Co-ordinator"), ("selected-host", "Selected Host"),
                ("staff", "None of these"),
            ]),
        choice(
            "operator.cimRole", "What is your role in Care Identity Management?",
            "Renewing an expired card and repairing one are for some roles only.",
            [
                ("ram", "RA Manager"), ("raa-advanced", "RA Agent (Advanced)"), ("raa", "RA Agent"),
                ("sponsor", "Sponsor"), ("id-checker", "ID Checker"), ("lsa", "Local Smartcard Administrator"),
            ]),
        Question(
            key: "workstation.readers", text: "How many card readers can hold a card at the same time here?",
            why: "Assisted work needs two.", form: .number(0...64), allowsUnknown: false),
        yesNo(
            "workstation.designated", "Is the computer with CIM one that is set up for renewals?",
            "Only some PCs have the software for it."),
        choice(
            "replace.reason", "Why is the card to be replaced?",
            "A lost or stolen card has to be cancelled first, and some reasons need no new card.",
            [
                ("lost", "Lost"), ("stolen", "Stolen"), ("damaged", "Damaged"),
                ("blocked-series", "Its series is blocked"), ("repair-failed", "A repair failed"),
                ("new-starter", "A new starter needs one"),
            ], allowsUnknown: false),
    ]

    private static func yesNo(
        _ key: String, _ text: String, _ why: String, standard: JSONValue? = nil
    ) -> Question {
        Question(
            key: key, text: text, why: why, form: .yesNo, allowsUnknown: key != "holder.hasOtherCard",
            standard: standard)
    }

    private static func choice(
        _ key: String, _ text: String, _ why: String, _ choices: [(String, String)], allowsUnknown: Bool = true
    ) -> Question {
        Question(
            key: key, text: text, why: why, form: .choice(choices.map { .init($0.0, $0.1) }),
            allowsUnknown: allowsUnknown)
    }
}
