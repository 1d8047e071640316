/// Whom to turn to. It depends on who reads it and at what hour: nobody is sent to themselves, and at night somebody is
/// named who is there (H10 "Reporting IM&T Issues": the Shift Manager, then the On Call Manager).
extension StepWriter {
    /// Who works at the desk; nil where it isn't known.
    private var reader: OperatorRole? { facts.operator.role }

    var readerIsShiftManager: Bool { reader == .shiftManager }

    /// A step for the Shift Manager to know of: told to them, or by them on their report.
    func tellShiftManager(_ what: String) -> Step {
        switch reader {
        case .shiftManager: Step(.operator, "Note on the Shift Manager Report that \(what).")
        case nil: Step(.operator, "Unless you are the Shift Manager, tell the Shift Manager that \(what).")
        default: Step(.operator, "Tell the Shift Manager that \(what).")
        }
    }

    /// `a Team Manager, the Rota Team or the Digital Team`, without the reader's own.
    func colleagues(_ list: [(name: String, roles: [OperatorRole])]) -> String {
        let others = list.filter { entry in !entry.roles.contains { $0 == reader } }.map(\.name)
        guard let last = others.last else { return "a colleague" }
        return others.count == 1 ? last : others.dropLast().joined(separator: ", ") + " or " + last
    }

    /// Empty while offices are open. Where the hour isn't known it may be night.
    ///
    /// - Parameter trouble: what can't wait, after "if".
    func outOfHours(_ trouble: String = "this can't wait") -> [Step] {
        officesAreOpen ? [] : [Step(.operator, "At night and at weekends, if \(trouble), \(whomToTellAtNight).")]
    }

    /// For work at this desk, on one line: a session has to fit on a screen at night too.
    var stuck: [Step] {
        if officesAreOpen { return [] }
        let condition = facts.now == nil ? "At night and at weekends, if" : "If"
        return [
            Step(.operator, "\(condition) you're stuck and it can't wait, \(whomToTellAtNight).", stage: .remark)
        ]
    }

    private var officesAreOpen: Bool { facts.now.map(OfficeHours.contains) ?? false }

    private var whomToTellAtNight: String {
        switch reader {
        case .shiftManager: "tell the On Call Manager"
        case nil: "tell the Shift Manager or, if you are the Shift Manager, the On Call Manager"
        default: "tell the Shift Manager; if the service suffers, the On Call Manager must know"
        }
    }

    /// `a slot with the Digital Team`, whose own reader has it booked by themselves.
    var bookedSlot: String { reader == .digitalTeam ? "a slot" : "a slot with the Digital Team" }

    /// The same for a ticket, which nobody may read before the morning.
    var untilTicketIsRead: [Step] {
        outOfHours("this can't wait until somebody reads the ticket")
    }

    /// Selected hosts may unlock at some sites (H10 App. D "If your smartcard certificates have expired"): where a holder
    /// would travel to have a card unlocked, that may be nearer. Empty for other work.
    var selectedHosts: [Step] {
        guard workflow == .unlock, !holds(.certificatesExpired) else { return [] }
        let sites = conditions.practice.sites.filter { site in
            site.hostsMayUnlock && !(reader == .selectedHost && site.id == facts.workstation.site)
        }
        guard let last = sites.last?.name else { return [] }
        let names = sites.count == 1 ? last : sites.dropLast().map(\.name).joined(separator: ", ") + " or " + last
        let look =
            switch reader {
            case .shiftManager: "Look whether one is on shift"
            case nil: "The Shift Manager knows whether one is on shift"
            default: "Ask the Shift Manager whether one is on shift"
            }
        return [
            Step(
                .operator,
                """
                It may also be done by a selected host at \(names): they may unlock a card under guidance, with the \
                holder there. \(look).
                """)
        ]
    }

    /// People say "my card has expired" of a position that has ended and of a closed profile too. Neither is on the card,
    /// and no work on the card puts it right (NHSE CIM user guides, role matrix: who may).
    func expiredOtherwise(stage: Step.Stage = .work) -> [Step] {
        let card =
            holds(.certificatesExpired)
            ? "The card's own date has passed. A position that has ended, or a closed profile, is called expired too"
            : """
            If something is said to have expired and the card's own date has not passed, it is a position that has \
            ended, or a closed profile
            """
        return [
            Step(
                .operator,
                """
                \(card): 'View profile' in Care Identity Management shows both. A Registration Authority Manager or \
                Agent reopens the profile or gives the position again; a sponsor may give those positions that they \
                may assign. Renewing the card doesn't help there.
                """, stage: stage)
        ]
    }
}
