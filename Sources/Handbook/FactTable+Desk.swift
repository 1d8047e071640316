import JSON

/// Who is at the desk, and what stands on it.
extension FactDefinition {
    static let `operator`: [FactDefinition] = [
        FactDefinition(
            "operator.role", \.operator.role, .word, learnt: .fromSettings, dontKnow: .countsAs(.staff),
            short: "Your role here",
            question: FactQuestion(
                "What is your role here?", because: "The handbook says which role may do what.",
                answers: { _ in
                    [
                        ("shift-manager", "Shift Manager"), ("team-manager", "Team Manager"),
                        ("rota-team-lead", "Rota Team Lead"), ("rota-team", "Rota Team"),
                        ("digital-team", "Digital Team"), ("training-coordinator", "Training Support Co-ordinator"),
                        ("selected-host", "Selected Host"), ("staff", "None of these"),
                    ]
                })),
        // A role that may not.
        FactDefinition(
            "operator.cimRole", \.operator.cimRole, .word, learnt: .fromSettings, dontKnow: .isForConditions,
            short: "Your role in CIM",
            question: FactQuestion(
                "What is your role in Care Identity Management?",
                because: "Renewing an expired card and repairing one are for some roles only.",
                answers: { _ in
                    [
                        ("ram", "RA Manager"), ("raa-advanced", "RA Agent (Advanced)"), ("raa", "RA Agent"),
                        ("sponsor", "Sponsor"), ("id-checker", "ID Checker"),
                        ("lsa", "Local Smartcard Administrator"),
                    ]
                })),
    ]

    static let workstation: [FactDefinition] = [
        FactDefinition(
            "workstation.site", \.workstation.site, .site, learnt: .fromSettings, short: "The site",
            question: FactQuestion(
                "Which site is this?", because: "What may be done differs from site to site.",
                answers: { practice in practice.sites.map { ($0.id, $0.name) } })),
        FactDefinition(
            "workstation.readers", \.workstation.readers, .number(0...64), learnt: .fromReaders,
            short: "How many readers there are", examples: { _, _ in [1, 2] },
            question: FactQuestion(
                "How many card readers can hold a card at the same time here?", because: "Assisted work needs two.")),
        // Beyond the table of handbook-rules §1, which has the warning but no fact for it: without one a recorded
        // decision could not be taken again.
        FactDefinition(
            "workstation.keyboardReader", \.workstation.keyboardReader, .yesNo, learnt: .unasked,
            short: "Whether a reader is built into a keyboard"),
        FactDefinition(
            "workstation.designated", \.workstation.designated, .yesNo, learnt: .fromSettings,
            dontKnow: .countsAs(false), short: "Whether the computer is set up for renewals",
            question: FactQuestion(
                "Is the computer with CIM one that is set up for renewals?",
                because: "Only some PCs have the software for it.")),
    ]
}
