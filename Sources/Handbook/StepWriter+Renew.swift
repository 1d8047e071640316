import Instants
import NHSCards
import NextSteps

/// Renewing and repairing.
extension StepWriter {
    var selfRenew: [Step] {
        [
            Step(
                .holder, "Insert the card to be renewed into the reader and log in to Care Identity Management with it."
            ),
            Step(.holder, "Choose 'Renew your own smartcard'.", label: "Renew your own smartcard"),
            Step(.holder, "Type your passcode. Nobody else may know or type it."),
            Step(.holder, "Choose 'Continue'.", label: "Continue"),
            Step(
                .holder, "Expect the message 'Smartcard certificates renewed'.", label: "Smartcard certificates renewed"
            ),
            Step(.holder, "Log out and take your card out.", label: "Log out", stage: .afterwards),
            Step(
                .operator,
                """
                If the choice is not shown, the card may not be due: compare the expiry date. Record a failed \
                attempt only when the service gave an error.
                """,
                stage: .remark),
        ] + expiredOtherwise(stage: .remark) + stuck
    }

    var notDue: [Step] {
        var steps: [Step] = []
        if let expiry = facts.card.certificatesExpire {
            steps.append(
                Step(
                    .operator,
                    """
                    The card can be renewed from \(LondonTime.text(expiry.opensAt)), \(RenewalWindow.days) days before it expires \
                    on \(LondonTime.text(expiry.notAfter)) (London time).
                    """
                ))
        }
        steps.append(
            Step(.holder, "Renew the card yourself in Care Identity Management once that date has come."))
        if holds(.lockedOrPasscodeNotKnown) {
            steps.append(Step(.operator, "The card has to be unlocked now all the same.", next: .run(.unlock)))
        }
        return steps + expiredOtherwise() + outOfHours("the card can't be used all the same")
    }

    /// The unlock decision for the same facts comes first.
    var unlockFirst: [Step] {
        let evaluation = Evaluation(.unlock, in: conditions)
        let first =
            evaluation.route == .ask
            ? Step(.operator, "Unlock the card first; how depends on what is still to be asked.", next: .run(.unlock))
            : Step(.operator, "Unlock the card first, by the route '\(evaluation.route.rawValue)'. Its steps are:")
        let unlocking = StepWriter(
            workflow: .unlock, route: evaluation.route, reasons: evaluation.reasons, conditions: conditions)
        return [first] + unlocking.steps() + [
            Step(.operator, "When the card is unlocked, start the renewal again.")
        ] + (evaluation.route == .ask ? stuck : [])
    }

    enum Service {
        case renewal
        case repair
    }

    /// Renewal or repair with the holder's card in the second reader.
    func assistedService(_ service: Service) -> [Step] {
        let label =
            switch service {
            case .renewal: "Renew smartcard certificates"
            case .repair: "Repair smartcard certificates"
            }
        var steps = [Self.openCIM] + Self.logInAlone + insertHoldersCard
        if holds(.lockedOrPasscodeNotKnown) {
            steps.append(
                Step(
                    .operator, "The card has to be unlocked first, because the holder needs a working passcode.",
                    stage: .remark))
            steps += unlockOnScreen
            steps.append(Step(.operator, "Choose 'Service smartcard' again.", label: "Service smartcard"))
        }
        steps.append(Step(.operator, "Choose '\(label)'.", label: label))
        steps.append(Step(.operator, "Choose 'Continue'.", label: "Continue"))
        steps.append(Self.lookAway)
        steps.append(Step(.holder, "Type your current passcode and choose 'Continue'.", label: "Continue"))
        switch service {
        case .renewal:
            steps.append(
                Step(
                    .operator, "Expect the message 'Smartcard renewed successfully'.",
                    label: "Smartcard renewed successfully"))
        case .repair:
            steps.append(Step(.operator, "Wait for the message that the certificates have been repaired."))
        }
        let expired = holds(.certificatesExpired) ? expiredOtherwise(stage: .remark) : []
        return steps + Self.endOfSession + expired + stuck
    }
}
