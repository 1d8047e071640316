import Handbook
import Instants
import Testing

/// Builds the facts of a case for a test, from a case in which nothing is wrong.
enum Case {
    static let now = "2026-11-21T03:00:00Z"
    static let rulebook = Rulebook()

    static func instant(_ text: String) throws -> UTCInstant {
        try #require(UTCInstant(rfc3339: text))
    }

    /// Series 9, locked, due in 70 days, a listed email; a shift manager at Osprey with two readers, the holder beside.
    static func facts(_ change: (inout Facts) throws -> Void = { _ in }) throws -> Facts {
        var facts = Facts()
        facts.now = try instant(now)
        facts.card.series = 9
        facts.card.lock = .locked
        facts.card.certificatesExpire = .instant(try instant("2027-01-30T12:00:00Z"))
        facts.holder.passcodeKnown = false
        facts.holder.email = .listed
        facts.holder.mobileOnProfile = false
        facts.holder.emailOwnedByESR = false
        facts.holder.employer = .thisOrganisation
        facts.holder.present = true
        facts.holder.isOperator = false
        facts.operator.role = .shiftManager
        facts.workstation.site = Site.osprey
        facts.workstation.readers = 2
        facts.workstation.designated = true
        try change(&facts)
        return facts
    }

    static func decide(
        _ workflow: Workflow, _ change: (inout Facts) throws -> Void = { _ in }
    ) throws -> Decision {
        rulebook.decide(workflow, try facts(change))
    }

    static func expired(_ facts: inout Facts) throws {
        facts.card.certificatesExpire = .instant(try instant("2026-11-01T00:00:00Z"))
    }

    /// No code can reach the holder, and the address can't be amended.
    static func unreachable(_ facts: inout Facts) {
        facts.holder.email = ProfileEmail.none
        facts.holder.emailOwnedByESR = true
    }

    static func usable(_ facts: inout Facts) {
        facts.card.lock = .unlocked
        facts.holder.passcodeKnown = true
    }
}

extension Decision {
    /// The last row that was tried.
    var lastRow: String { trace.last.map { "\($0.rule) \($0.result.rawValue)" } ?? "" }

    var citedSources: [String] { citations.map(\.source) }
}

/// What is expected of a row: the route, the row at the end of the trace, and where it is cited from.
func expect(
    _ decision: Decision, _ route: Route, row: String, reasons: [Reason] = [], cites: [Citation],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(decision.route == route, sourceLocation: sourceLocation)
    #expect(decision.lastRow == row, sourceLocation: sourceLocation)
    #expect(decision.reasons == reasons, sourceLocation: sourceLocation)
    #expect(decision.citations == cites, sourceLocation: sourceLocation)
    #expect(decision.needs.isEmpty, sourceLocation: sourceLocation)
    #expect(!decision.steps.isEmpty, sourceLocation: sourceLocation)
}

extension Citation {
    static let h10Smartcards = Citation("H10", "Smartcards")
    static let renewASmartcard = Citation("SM24", "Renew a smartcard")
    static let unlockingSmartcards = Citation("SM24", "Unlocking Smartcards")
    static let howToUnlock = Citation("H10", "App. D \"How to unlock a smartcard\"")
    static let certificatesExpired = Citation("H10", "App. D \"If your smartcard certificates have expired\"")
    static let alreadyExpired = Citation("H10", "App. D \"If your smartcard has already expired\"")
    static let noEmailOnProfile = Citation(
        "H10", "App. D \"If your smartcard is locked but you do not have an email address on your profile\"")
    static let loggingTips = Citation("H10", "Call Logging Tips")
    static let dorsetRenewals = Citation("DOR", "Certificate Renewals Issues (older)")
    static let notice = Citation("NHSE", "deprecation notice: smartcard series 4, 5 and 6")
    static let unlockInOldCIS = Citation("NWC", "How to unlock a user's smartcard in CIS (older)")
}
