import JSON

/// What is asked about the holder.
extension FactDefinition {
    static let holder: [FactDefinition] = [
        FactDefinition(
            "holder.passcodeKnown", \.holder.passcodeKnown, .yesNo, learnt: .byAsking, dontKnow: .countsAs(false),
            short: "Whether the holder knows the passcode",
            question: FactQuestion(
                "Does the holder know the card's passcode? Don't let them tell you what it is.",
                because: "A passcode that is known needs no unlocking, and renewing asks for it.",
                ofOwnCard: "Do you know your card's passcode? Don't type it here, and tell it to nobody.")),
        FactDefinition(
            "holder.email", \.holder.email, .word, learnt: .byAsking, dontKnow: .countsAs(.unverified),
            short: "The email address on the profile",
            question: FactQuestion(
                "Open the holder's profile in CIM. Which email address is there?",
                because: "A code can be sent to it, so that the holder unlocks the card without help. To find the "
                    + "profile, search for the UUID. You may type the address: only its kind is kept.",
                ofOwnCard: "Open your profile in CIM. Which email address is there?",
                withoutProfile: "Ask the holder: which email address is on their profile?",
                answers: { _ in
                    [
                        ("none", "None"),
                        ("listed", "At nhs.net, nhs.uk, gov.uk, mod.uk, or your site's own domain"),
                        ("unverified", "At another domain"),
                        ("unlisted", "At a domain that you know isn't allowed"),
                        ("inaccessible", "A wrong one, or one that the holder can't read now"),
                    ]
                })),
        FactDefinition(
            "holder.mobileOnProfile", \.holder.mobileOnProfile, .yesNo, learnt: .byAsking,
            dontKnow: .countsAs(false), short: "The mobile number on the profile",
            question: FactQuestion(
                "Is a mobile number there that the holder can use now?",
                because: "A code can be sent to it, as to an email address.",
                ofOwnCard: "Is a mobile number there that you can use now?",
                withoutProfile: "Ask the holder: is a mobile number on it that they can use now?", standard: false)),
        FactDefinition(
            "holder.newEmail", \.holder.newEmail, .address, learnt: .byAsking, short: "The new email address",
            examples: { practice, _ in
                let listed = practice.emailDomains.domains.prefix(1).map { "x@\($0)" }
                return (listed + ["x@not-on-the-list.example", "malformed"]).map { .string($0) }
            },
            question: FactQuestion(
                "What is the holder's new email address?",
                because: "Only some domains are allowed. The record keeps the domain alone.",
                ofOwnCard: "What is your new email address?")),
        FactDefinition(
            "holder.emailOwnedByESR", \.holder.emailOwnedByESR, .yesNo, learnt: .byAsking,
            dontKnow: .countsAs(false), short: "Whether ESR holds the email address",
            question: FactQuestion(
                "Does CIM say that ESR holds the email address?",
                because:
                    "What the Electronic Staff Record (ESR) holds has to be corrected there: CIM refuses to change "
                    + "it.",
                withoutProfile: "Ask the holder: is that address held in ESR?")),
        FactDefinition(
            "holder.employer", \.holder.employer, .word, learnt: .byAsking, dontKnow: .countsAs(.thisOrganisation),
            short: "The holder's main employer",
            question: FactQuestion(
                "Who is the holder's main employer?",
                because: "An expired card is renewed by the main employer's Registration Authority.",
                ofOwnCard: "Who is your main employer?",
                answers: { _ in [("this-organisation", "This organisation"), ("other", "Another organisation")] })),
        // The door tells it. The question stands for where it didn't.
        FactDefinition(
            "holder.present", \.holder.present, .yesNo, learnt: .unasked, dontKnow: .countsAs(false),
            short: "Whether the holder is here",
            question: FactQuestion(
                "Is the holder here with you?",
                because: "Only the holder may choose and type the passcode, so assisted work needs both of you.")),
        FactDefinition(
            "holder.isOperator", \.holder.isOperator, .yesNo, learnt: .fromBothCards, dontKnow: .countsAs(false),
            short: "Whether the card is your own",
            question: FactQuestion(
                "Is the holder's card your own?", because: "Nobody can do assisted work on their own card.")),
        // Unknown counts as not overseas.
        FactDefinition(
            "holder.location", \.holder.location, .location, learnt: .unasked, short: "Whether the holder is overseas"),
        FactDefinition(
            "holder.hasOtherCard", \.holder.hasOtherCard, .yesNo, learnt: .byAsking,
            short: "Whether the holder has another card that works",
            question: FactQuestion(
                "Does the holder already have an NHS smartcard that works?",
                because: "A new starter with a working card needs a position on it, not another card.",
                ofOwnCard: "Do you already have an NHS smartcard that works?")),
    ]
}
