import Instants

/// Writes the steps of a route, each for one person (handbook-rules §6).
struct StepWriter {
    let workflow: Workflow
    let route: Route
    let reasons: [Reason]
    let conditions: CaseConditions

    var facts: Facts { conditions.facts }
    var contacts: Contacts { conditions.practice.contacts }

    func holds(_ condition: Condition) -> Bool {
        conditions.truth(of: condition).value == .true
    }

    func steps() -> [Step] { route.definition.steps(self) }
}

extension StepWriter {
    static let openCIM = Step(
        .operator,
        "Open Care Identity Management by its own address, not through the Spine portal, which needs HSCN.",
        stage: .logIn)

    /// Two cards at log-in give ERR1002, so the holder's card stays out until the operator is in.
    static let logInAlone = [
        Step(
            .operator,
            "Log in to Care Identity Management with your own card alone. Two cards at log-in give error ERR1002.",
            stage: .logIn),
        Step(.operator, "Leave your own card in its reader until you have logged out.", stage: .logIn),
    ]

    static let endOfSession = [
        Step(
            .operator,
            """
            Log out of Care Identity Management. Where Smartcard Connect is in use, taking your card out does \
            not log you out.
            """,
            label: "Log out", stage: .afterwards),
        Step(.operator, "Take out both cards. Leave no card in a machine that nobody is at.", stage: .afterwards),
    ]

    /// For work on a profile, where the holder's card plays no part.
    static let logOut = Step(
        .operator, "Log out of Care Identity Management and take your card with you.", label: "Log out",
        stage: .afterwards)

    static let lookAway = Step(
        .operator, "Look away while the holder types. Nobody else may know or type the passcode.", stage: .remark)
}
