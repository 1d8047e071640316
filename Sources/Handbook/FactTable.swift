import Instants
import JSON
import NHSCards

/// The facts, in the order of handbook-rules §1. To add one: its member in `Facts`, and its row here.
extension FactDefinition {
    public static let all: [FactDefinition] = [
        now, card, holder, attempts, `operator`, workstation, replace,
    ].flatMap(\.self)

    private static let now: [FactDefinition] = [
        FactDefinition("now", \.now, .instant, learnt: .fromClock, short: "The time")
    ]

    private static let card: [FactDefinition] = [
        FactDefinition(
            "card.series", \.card.series, .number(CardSeries.all), learnt: .byAsking, short: "The card's series",
            examples: { _, _ in [1, 4, 5, 9] },
            question: FactQuestion(
                "Back of the holder's card, bottom right: the first two digits?",
                because: "They are the card's series, which stands only in print. NHS England has blocked series 1 to "
                    + "6: such a card has to be replaced.",
                ofOwnCard: "The back of your card, bottom right: the first two digits?",
                withoutProfile: "Ask for the back of the card, bottom right: the first two digits?")),
        FactDefinition(
            "card.lock", \.card.lock, .word, learnt: .fromCard, dontKnow: .countsAs(.locked),
            short: "Whether the card is locked",
            question: FactQuestion(
                "Is the holder's card locked?",
                because: "A locked card can't be used or renewed until it is unlocked, and the card itself didn't say.",
                ofOwnCard: "Is your card locked?",
                answers: { _ in
                    [
                        ("locked", "Locked: it says so, or three wrong passcodes were typed"),
                        ("unlocked", "Not locked"),
                    ]
                })),
        FactDefinition(
            "card.certificatesExpire", \.card.certificatesExpire, .expiry, learnt: .fromCard,
            // Inside the window: neither expired nor early.
            dontKnow: .isForConditions, short: "When the certificates expire",
            examples: { _, now in
                guard let now else { return [] }
                return [-1, 45, 365].map { .string(now.adding(seconds: $0 * UTCInstant.secondsPerDay).rfc3339) }
            },
            question: FactQuestion(
                "On what date do the card's certificates expire?",
                because: "The holder's profile in CIM shows it. An expired card is renewed by somebody with the rights "
                    + "for it; one that isn't due can't be renewed.",
                withoutProfile: "When do the card's certificates expire, if the holder knows?")),
    ]

    private static let attempts: [FactDefinition] = [
        FactDefinition(
            "attempts.selfServiceUnlock", \.attempts.selfServiceUnlock, .word, learnt: .unasked,
            short: "How the self-service unlock went"),
        FactDefinition(
            "attempts.assistedUnlock", \.attempts.assistedUnlock, .word, learnt: .unasked,
            short: "How the assisted unlock went"),
        FactDefinition(
            "attempts.selfRenewal", \.attempts.selfRenewal, .word, learnt: .unasked,
            short: "How the holder's own renewal went"),
        FactDefinition(
            "attempts.assistedRenewal", \.attempts.assistedRenewal, .word, learnt: .unasked,
            short: "How the assisted renewal went"),
        FactDefinition(
            "attempts.repair", \.attempts.repair, .word, learnt: .unasked, short: "How the repair went"),
    ]

    private static let replace: [FactDefinition] = [
        FactDefinition(
            "replace.reason", \.replace.reason, .word, learnt: .byAsking, short: "Why the card is replaced",
            question: FactQuestion(
                "Why is the card to be replaced?",
                because: "A lost or stolen card has to be cancelled first, and some reasons need no new card.",
                answers: { _ in
                    [
                        ("lost", "Lost"), ("stolen", "Stolen"), ("damaged", "Damaged"),
                        ("blocked-series", "Its series is blocked"), ("repair-failed", "A repair failed"),
                        ("new-starter", "A new starter needs one"),
                    ]
                }))
    ]
}
