/// Unlocking: by the holder, or with help.
extension StepWriter {
    var selfServiceUnlock: [Step] {
        let channel =
            holds(.mobileOnProfile)
            ? (holds(.emailReceivesCode)
                ? "by email to the address on your profile, or by text to the mobile number on it"
                : "by text to the mobile number on your profile")
            : "by email to the address on your profile"
        var steps = [
            Step(
                .holder,
                "Go to any PC with internet, a card reader and the browser Chrome or Edge. Any internet connection will do."
            ),
            Step(.holder, "Open https://digital.nhs.uk/unlock and insert your card into the reader."),
            Step(
                .holder,
                "Ask for a security code. It comes \(channel) and is valid for 15 minutes from when you start."),
            Step(.holder, "Type the code, then choose a new passcode of 6 to 8 digits. Avoid obvious sequences."),
            Step(.holder, "Keep the passcode to yourself. Then log in as usual to see that it works."),
        ]
        if holds(.profileEmailUnverified) {
            steps.insert(
                Step(
                    .operator,
                    """
                    It is not known whether the service sends codes to this email domain. Check it against \
                    \(contacts.emailDomainList).
                    """,
                    stage: .remark), at: 0)
        }
        return steps + [
            Step(
                .operator,
                """
                If no code arrives, the address may be wrong, and another way is needed. It is a failed attempt only \
                when the service gave an error after a code was received.
                """,
                stage: .remark)
        ] + stuck
    }

    var addEmailThenSelfService: [Step] {
        [Step(.operator, "Ask the holder for an email address that they can read now.")] + newAddressAdvice
            + amendProfile
            + [
                Step(.operator, "Tell the holder that they can now unlock the card themselves.")
            ] + codeByNewEmail + [Self.logOut] + stuck
    }

    private var codeByNewEmail: [Step] {
        [
            Step(
                .holder,
                "Go to any PC with internet, a card reader and the browser Chrome or Edge. Any internet connection will do."
            ),
            Step(.holder, "Open https://digital.nhs.uk/unlock and insert your card into the reader."),
            Step(
                .holder,
                "Ask for a security code. It comes to the new address and is valid for 15 minutes from when you start."
            ),
            Step(.holder, "Type the code, then choose a new passcode of 6 to 8 digits. Avoid obvious sequences."),
            Step(.holder, "Keep the passcode to yourself. Then log in as usual to see that it works."),
        ]
    }

    /// What to say about an address that has been given already.
    private var newAddressAdvice: [Step] {
        if holds(.newAddressMalformed) {
            return [Step(.operator, "The address given is not a valid email address. Ask for it again.")]
        }
        if holds(.newAddressUnlisted) {
            return [
                Step(
                    .operator,
                    """
                    The domain of the address given is not on the list. Ask for another; the list is \
                    \(contacts.emailDomainList).
                    """
                )
            ]
        }
        if holds(.newAddressUnverified) { return [checkNewDomain] }
        return []
    }

    var checkNewDomain: Step {
        Step(
            .operator,
            """
            It is not known whether the new address's domain is on the national list. Check \
            \(contacts.emailDomainList).
            """
        )
    }

    var assistedUnlock: [Step] {
        var steps: [Step] = []
        if holds(.operatorIsSelectedHost) {
            steps.append(
                Step(
                    .operator, "You unlock as a selected host: have the Shift Manager guide you through the steps.",
                    stage: .remark))
        }
        steps.append(Self.openCIM)
        steps += Self.logInAlone
        steps += insertHoldersCard
        steps += unlockOnScreen
        return steps + Self.endOfSession + stuck
    }

    /// From the holder's card in the second reader to the right person on the screen.
    var insertHoldersCard: [Step] {
        [
            Step(
                .operator, "Insert the holder's card into the second reader and wait a few seconds.", stage: .insertCard
            ),
            Step(.operator, "On the home page choose 'Service smartcard'.", label: "Service smartcard"),
            Step(.operator, "Check that the page shows the card's holder. If not, stop."),
        ]
    }

    /// From 'Unlock smartcard' to the message of success.
    var unlockOnScreen: [Step] {
        [
            Step(.operator, "Choose 'Unlock smartcard'.", label: "Unlock smartcard"),
            Step(.operator, "Choose 'Continue'.", label: "Continue"),
            Self.lookAway,
            Step(
                .holder,
                "Type a new passcode of 6 to 8 digits, then the same again. Avoid obvious sequences such as 123456.",
                label: "Enter new passcode"),
            Step(.holder, "Choose 'Confirm'.", label: "Confirm"),
            Step(
                .operator,
                """
                Expect the message 'Smartcard unlocked successfully'. If the page only spins, a keyboard's \
                card reader is the likely cause: use two separate readers.
                """,
                label: "Smartcard unlocked successfully"),
        ]
    }

    var nothingToUnlock: [Step] {
        [
            Step(.operator, "The card is not locked and the holder knows the passcode: there is nothing to unlock."),
            Step(
                .holder,
                "To change the passcode, log in to Care Identity Management and choose 'Change smartcard passcode'.",
                label: "Change smartcard passcode"),
            Step(
                .operator,
                """
                If log-in still fails, check which role profile is chosen at log-in and whether the smartcard \
                software is up to date.
                """
            ),
            Step(
                .operator,
                """
                If Care Identity Management works but CLEO does not, raise a ticket with \
                \(contacts.digitalTicket) or use \(contacts.clinicalSystemDesk).
                """
            ),
        ] + expiredOtherwise() + outOfHours("the card can't be used all the same")
    }
}
