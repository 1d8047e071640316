import NextSteps

/// What can't be done at this desk, and where it can.
extension StepWriter {
    private static let smartcardTeam: [(name: String, roles: [OperatorRole])] = [
        ("the IUC Team Manager", [.teamManager]), ("the Rota Team", [.rotaTeam, .rotaTeamLead]),
        ("the Digital Team", [.digitalTeam]),
    ]

    var contactSmartcardTeam: [Step] {
        [
            Step(
                .operator,
                """
                The holder is overseas: pass this to \(colleagues(Self.smartcardTeam)), who can assist.
                """
            ),
            Step(.operator, "Give them the holder's UUID, what is wrong with the card and when it expires."),
        ] + outOfHours()
    }

    var referToPrimaryEmployer: [Step] {
        [
            Step(
                .operator,
                """
                The card has expired and another organisation is the holder's primary employer: its \
                Registration Authority renews the card.
                """
            ),
            Step(
                .holder,
                """
                Contact the Registration Authority of your primary employer. You have to go there in person.
                """),
            Step(.operator, "Until then: no card, no access. There is no other way to log in."),
        ] + expiredOtherwise() + outOfHours()
    }

    var resolveAtOsprey: [Step] {
        var steps = reasons.map(remedy)
        if steps.isEmpty {
            steps.append(
                Step(.operator, "The work can be done at \(escalation.name), but not with what is known here."))
        }
        return steps + expiredElsewhere + [
            Step(
                .operator,
                """
                If none of this can be done now, raise a ticket with \(contacts.digitalTicket) and book \
                \(bookedSlot); the holder brings the card then.
                """
            ),
            tellShiftManager("the card couldn't be served"),
        ] + stepsThere + selectedHosts + untilTicketIsRead
    }

    private var escalation: EscalationSite { conditions.practice.escalation }
    private var stepsThere: [Step] { escalation.steps.map { Step(.operator, $0) } }

    /// Only of a card that has expired: of another nobody says so.
    private var expiredElsewhere: [Step] { holds(.certificatesExpired) ? expiredOtherwise() : [] }

    private static let permitted: [(name: String, roles: [OperatorRole])] = [
        ("a Team Manager", [.teamManager]), ("a member of the Rota Team", [.rotaTeam, .rotaTeamLead]),
        ("a member of the Digital Team", [.digitalTeam]),
    ]

    /// What puts right one reason why the work can't be done at this desk.
    private func remedy(_ reason: Reason) -> Step {
        switch reason {
        case .ownCard:
            Step(.operator, "This is your own card: fetch a colleague who may do this and let them log in.")
        case .operatorNotPermitted:
            Step(
                .operator,
                """
                Your role may not do this: fetch a colleague who may, such as \(colleagues(Self.permitted)).
                """
            )
        case .notADesignatedWorkstation:
            Step(.operator, "Use a workstation that is set up for renewals (RA software installed).")
        case .needsTwoReaders:
            Step(.operator, "Use a PC with two card readers. Don't move equipment.")
        case .secondReaderNotAllowed:
            Step(.operator, "This site allows no second reader: use a PC at \(escalation.name) that has two.")
        case .holderNotPresent:
            Step(.operator, "Book the holder in: only the holder may set or type the passcode, in person.")
        case .blockedSeries, .repairFailed, .addressMalformed, .domainNotListed:
            Step(.operator, "Correct what the reason '\(reason.rawValue)' names.")
        }
    }

    var takeCardToOsprey: [Step] {
        [
            tellShiftManager("the card can't be served here"),
            Step(
                .operator,
                "Raise a ticket with \(contacts.digitalTicket) and have \(bookedSlot) booked."),
            Step(.holder, "Bring the card to \(escalation.name) yourself, at the time booked."),
            Step(
                .operator,
                """
                Don't send the card alone. The local handbook allows it, but only the holder may set or type \
                the passcode, so a card that comes alone can be neither unlocked nor renewed.
                """
            ),
        ] + stepsThere + selectedHosts + expiredElsewhere + untilTicketIsRead
    }

    var raiseTicket: [Step] {
        [
            Step(.operator, "Try another workstation first. Don't move equipment."),
            Step(
                .operator,
                """
                Raise a ticket with \(contacts.digitalTicket). Give the error, the PC's asset number, the \
                room, the steps taken and the effect on the service.
                """
            ),
            Step(
                .operator,
                readerIsShiftManager
                    ? "Note it on the Shift Manager Report, whether it is resolved or not."
                    : "Have it noted on the Shift Manager Report, whether it is resolved or not."),
            Step(.operator, "If the service suffers, tell the On Call Manager."),
            Step(
                .operator,
                "Look up what the error code means. Take all cards out before the NHS diagnostic tool is run.",
                stage: .remark, next: .explainErrors),
        ]
    }
}
