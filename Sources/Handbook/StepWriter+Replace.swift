/// Another card.
extension StepWriter {
    /// Also for a card that can't be used any more (`replace-card`).
    var orderCard: [Step] {
        var steps: [Step] = []
        if reasons.contains(.blockedSeries) {
            steps.append(
                Step(.operator, "The card's series is blocked by NHS England: it can't be unlocked or renewed."))
        } else if reasons.contains(.repairFailed) {
            steps.append(Step(.operator, "Repair has failed: the card has to be replaced."))
        }
        return steps + ordering + whenTheCardComes + outOfHours()
    }

    var cancelThenOrder: [Step] {
        let isStolen = facts.replace.reason == .stolen
        let (loss, card) = isStolen ? ("theft", "stolen") : ("loss", "lost")
        let steps = [
            readerIsShiftManager
                ? Step(.operator, "Note the \(loss) on the Shift Manager Report at once.")
                : Step(.holder, "Report the \(loss) to the Shift Manager at once."),
            Step(
                .operator,
                """
                Have the \(card) card cancelled in Care Identity Management. This is permanent, and only for an \
                RA Manager, an advanced RA Agent or an RA Agent.
                """,
                label: "Permanently cancel smartcard"),
            Step(.operator, "Have the \(loss) reported to the Registration Authority Manager as well."),
        ]
        return steps + ordering + [
            Step(
                .holder, "Collect the new card in person: a \(card) card's replacement is not posted to you.",
                stage: .later)
        ] + whenTheCardComes + outOfHours()
    }

    var addPosition: [Step] {
        [
            Step(.operator, "No new card is needed: the holder's NHS smartcard works here once a position is added."),
            Step(
                .operator,
                """
                Have the position added to the profile in Care Identity Management by somebody who may assign \
                positions.
                """,
                label: "Add access positions"),
            newStarterInCLEO,
        ] + outOfHours()
    }

    private var ordering: [Step] {
        let reason = facts.replace.reason.map { " (\($0.text))" } ?? ""
        return [
            Step(
                .operator,
                """
                Send the holder's UUID and the reason for the card\(reason) to the card supplier: \
                \(contacts.cardSupplier).
                """
            ),
            Step(
                .operator,
                """
                The person who sponsors the card and the one who checks the identity or issues it must be \
                different people.
                """
            ),
        ]
    }

    private var whenTheCardComes: [Step] {
        var steps = [
            Step(
                .operator, "The card arrives locked: unlock it together with the holder, who sets the passcode.",
                stage: .later),
            Step(.operator, "Add the right position to the profile in Care Identity Management.", stage: .later),
        ]
        if facts.replace.reason == .newStarter { steps.append(newStarterInCLEO) }
        return steps
    }

    private var newStarterInCLEO: Step {
        Step(.operator, "Have the card registered in CLEO too, through \(contacts.digitalTicket).", stage: .later)
    }
}

extension ReplaceReason {
    var text: String {
        switch self {
        case .lost: "lost"
        case .stolen: "stolen"
        case .damaged: "damaged"
        case .blockedSeries: "series blocked by NHS England"
        case .repairFailed: "repair failed"
        case .newStarter: "new starter"
        }
    }
}
