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
        "card.series": "Turn your card over. What are the first two digits of the number at the bottom right?",
        "holder.passcodeKnown": "Do you know your card's passcode? Don't type it here, and tell it to nobody.",
        "holder.email": "Which email address does your profile in CIM show?",
        "holder.mobileOnProfile": "Does your profile in CIM show a mobile number that you can use now?",
        "holder.newEmail": "What is your new email address?",
        "holder.employer": "Who is your main employer?",
        "holder.hasOtherCard": "Do you already have an NHS smartcard that works?",
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
            text: "On what date do the card's certificates expire? CIM shows it on the person's profile.",
            why: "An expired card is renewed by somebody with the rights for it; one that isn't due can't be renewed.",
            form: .date, allowsUnknown: true),
        yesNo(
            "holder.passcodeKnown", "Does the holder know the card's passcode? Don't let them tell you what it is.",
            "A passcode that is known needs no unlocking, and renewing asks for it."),
        choice(
            "holder.email", "Look at the holder's profile in CIM. Which email address does it show?",
            "A code can be sent to it, so that the holder unlocks the card without anybody's help.",
            [
                ("none", "No address"),
                ("listed", "An address at a domain on the list: nhs.net, nhs.uk, gov.uk, mod.uk or your site's own"),
                ("unverified", "An address at another domain"),
                ("unlisted", "An address at a domain that is known not to be allowed"),
                ("inaccessible", "A wrong address, or one that the holder can't read now"),
            ]),
        yesNo(
            "holder.mobileOnProfile", "Does the profile in CIM show a mobile number that the holder can use now?",
            "A code can be sent to it, as to an email address.", standard: false),
        Question(
            key: "holder.newEmail", text: "What is the holder's new email address?",
            why: "Only some domains are allowed. The record keeps the domain alone.",
            form: .emailAddress, allowsUnknown: false),
        yesNo(
            "holder.emailOwnedByESR", "Does CIM say that the email address is held in ESR, or refuse to change it?",
            "What the Electronic Staff Record owns has to be corrected there."),
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
