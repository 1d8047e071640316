import NextSteps

/// The email on the profile.
extension StepWriter {
    /// Finding the person in Care Identity Management and changing the address.
    var amendProfile: [Step] {
        [
            Self.openCIM,
            Step(
                .operator, "Log in with your own card alone and choose 'Find an existing user'.",
                label: "Find an existing user"),
            Step(
                .operator,
                """
                Search by the UUID, the 12 digits on the front of the card: it gives one direct match. Or \
                search by surname and tick 'Only show users that are in my organisation'.
                """,
                label: "Search"),
            Step(.operator, "Choose 'View profile' and check that it is the right person.", label: "View profile"),
            Step(.operator, "Choose 'Change' beside Email and type the new address.", label: "Change"),
            Step(.operator, "Choose 'Update'.", label: "Update"),
        ]
    }

    var amendInCIM: [Step] {
        (holds(.newAddressUnverified) ? [checkNewDomain] : []) + amendProfile + [
            Step(.operator, "Read the address on the profile once more together with the holder."), Self.logOut,
        ] + stuck
    }

    var editOwnProfile: [Step] {
        (holds(.newAddressUnverified) ? [checkNewDomain] : []) + [
            Self.openCIM,
            Step(.operator, "Log in with your own card and choose 'View your profile'.", label: "View your profile"),
            Step(.operator, "Choose 'Change' beside Email and type the new address.", label: "Change"),
            Step(.operator, "Choose 'Update'.", label: "Update"),
            Self.logOut,
        ] + stuck
    }

    var changeInESR: [Step] {
        [
            Step(
                .operator,
                """
                The address is held in the Electronic Staff Record (ESR). It must be corrected there; a change \
                in Care Identity Management may be overwritten.
                """
            ),
            Step(.holder, "Ask your HR or ESR team to correct your email address."),
            Step(
                .operator, "If the card is locked meanwhile, it is unlocked with help (assisted unlock).",
                next: .run(.unlock)),
        ] + outOfHours()
    }

    var chooseListedAddress: [Step] {
        let wrong =
            reasons.contains(.addressMalformed)
            ? "The new address is not a valid email address: look for a missing '@', a space or a misspelt domain."
            : "The service does not send codes to this address's domain: it is not on the list."
        return [
            Step(.operator, wrong),
            Step(.operator, "The domains that can be used are on \(contacts.emailDomainList)."),
            Step(.holder, "Name another address that you can read."),
        ] + outOfHours("the holder has no other address and this can't wait")
    }

    var askEmailEditor: [Step] {
        [
            Step(
                .operator,
                """
                Ask somebody else who may change an email address: \(colleagues(Self.emailEditors)).\
                \(readerIsShiftManager ? "" : " At night that is the Shift Manager.")
                """
            ),
            Step(
                .operator,
                """
                Have ready the holder's UUID (the 12 digits on the front of the card) and the address that \
                they can read.
                """
            ),
        ] + outOfHours("none of them is there and this can't wait")
    }

    private static let emailEditors: [(name: String, roles: [OperatorRole])] = [
        ("a Shift Manager", [.shiftManager]), ("a Team Manager", [.teamManager]),
        ("a Rota Team Lead", [.rotaTeamLead]), ("a Training Support Co-ordinator", [.trainingCoordinator]),
        ("the Digital Team", [.digitalTeam]),
    ]
}
