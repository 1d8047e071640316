import Instants
import Testing

@testable import Handbook

/// Whom the steps send somebody to: by who reads them, at what hour, and where. found: W17, W18, W19
@Suite struct ColleaguesTests {
    /// 03:00 on a Saturday, 12:00 on a Sunday, 07:59:59 and 18:00 on a Monday; nobody knows the hour.
    static let nights: [String?] = [
        "2026-11-21T03:00:00Z", "2026-11-22T12:00:00Z", "2026-11-23T07:59:59Z", "2026-11-23T18:00:00Z", nil,
    ]
    static let days = ["2026-11-23T08:00:00Z", "2026-11-27T17:59:59Z", "2026-07-01T07:00:00Z"]
    static let roles = OperatorRole.allCases.map(Optional.some) + [nil]
    static let sites = LocalPractice.standard.sites.map(\.id).map(Optional.some) + [nil]

    private func text(
        _ route: Route, _ role: OperatorRole?, _ now: String?, site: String?,
        workflow: Workflow = .unlock, _ change: (inout Facts) throws -> Void = { _ in }
    ) throws -> String {
        let facts = try Case.facts {
            $0.now = try now.map(Case.instant)
            $0.operator.role = role
            $0.workstation.site = site
            try change(&$0)
        }
        let reasons: [Reason] =
            route == .resolveAtOsprey
            ? [
                .ownCard, .operatorNotPermitted, .notADesignatedWorkstation, .needsTwoReaders, .secondReaderNotAllowed,
                .holderNotPresent,
            ] : []
        let steps = StepWriter(
            workflow: workflow, route: route, reasons: reasons,
            conditions: CaseConditions(facts: facts, practice: .standard)
        ).steps()
        #expect(steps.isEmpty == (route == .ask))
        return steps.map(\.text).joined(separator: "\n")
    }

    /// What names the reader as somebody to turn to.
    private func own(_ role: OperatorRole?) -> [String] {
        switch role {
        case .shiftManager: ["Shift Manager"]
        case .teamManager: ["Team Manager"]
        case .rotaTeamLead: ["Rota Team"]
        case .rotaTeam: ["the Rota Team or", "the Rota Team,", "member of the Rota Team"]
        case .digitalTeam: ["Digital Team"]
        case .trainingCoordinator: ["Training Support"]
        case .selectedHost, .staff, nil: []
        }
    }

    @Test(arguments: Route.allCases)
    func `nobody is sent to themselves, whatever role, hour and site`(route: Route) throws {
        for role in Self.roles {
            for now in Self.nights + Self.days {
                for site in Self.sites {
                    for reason in [ReplaceReason.lost, .stolen, .newStarter] {
                        let text = try text(route, role, now, site: site) { $0.replace.reason = reason }
                            .replacing("Shift Manager Report", with: "report")
                        for name in own(role) { #expect(!text.contains(name), "\(role?.rawValue ?? ""): \(text)") }
                    }
                }
            }
        }
    }

    @Test(arguments: Route.allCases.filter { $0 != .ask })
    func `at night somebody is named who is there, whatever role and site`(route: Route) throws {
        for role in Self.roles {
            for site in Self.sites {
                for now in Self.nights {
                    #expect(try text(route, role, now, site: site).contains("On Call Manager"))
                }
                for now in Self.days {
                    #expect(try !text(route, role, now, site: site).contains(" can't wait"))
                }
            }
        }
    }

    @Test func `an unlocking that comes first names the night's help once`() throws {
        let text = try text(.unlockFirst, .shiftManager, Case.now, site: "osprey", workflow: .renew)
        #expect(text.ranges(of: "On Call Manager").count == 1)
    }

    // The tests of whole sessions count lines at the hour at which they run; this holds at any.
    @Test(arguments: nights.compactMap(\.self))
    func `the Shift Manager's note at night takes one line of a terminal of 80 columns`(now: String) throws {
        let day = try text(.assistedUnlock, .shiftManager, Self.days[0], site: "osprey").split(separator: "\n")
        let more = try text(.assistedUnlock, .shiftManager, now, site: "osprey").split(separator: "\n")
            .filter { !day.contains($0) }
        #expect(more.count == 1)
        #expect(more.allSatisfy { $0.count <= 80 - "[simulated]   Note: ".count }, "\(more)")
    }

    // found: W18
    @Test func `selected hosts are named where a holder would come to Osprey to have a card unlocked`() throws {
        let hosts = "selected host at 168 Medical Treatment Centre or Clevedon Treatment Centre"
        for route in [Route.takeCardToOsprey, .resolveAtOsprey] {
            for now in [Case.now, Self.days[0]] {
                #expect(try text(route, .staff, now, site: "greenway").contains(hosts))
                // They may not renew.
                #expect(try !text(route, .staff, now, site: "greenway", workflow: .renew).contains("selected host"))
                #expect(try !text(route, .staff, now, site: "greenway", Case.expired).contains("selected host"))
            }
        }
        let atClevedon = try text(.takeCardToOsprey, .selectedHost, Case.now, site: "clevedon")
        #expect(atClevedon.contains("selected host at 168 Medical Treatment Centre:"))
        #expect(try text(.takeCardToOsprey, .shiftManager, Case.now, site: "cossham").contains("Look whether one"))
    }

    @Test func `where no site's hosts may unlock none is named`() throws {
        var practice = LocalPractice.standard
        for index in practice.sites.indices { practice.sites[index].hostsMayUnlock = false }
        let decision = Rulebook(practice: practice).decide(
            .unlock,
            try Case.facts {
                $0.attempts.selfServiceUnlock = .failed
                $0.workstation.site = "cossham"
            })
        #expect(decision.route == .takeCardToOsprey)
        #expect(!decision.steps.contains { $0.text.contains("selected host") })
    }

    // found: W19
    @Test func `what is called expired and isn't the card is told apart`() throws {
        for (route, workflow) in [(Route.nothingToUnlock, Workflow.unlock), (.notDue, .renew), (.selfRenew, .renew)] {
            let text = try text(route, .shiftManager, Case.now, site: "osprey", workflow: workflow)
            #expect(text.contains("the card's own date has not passed"), "\(route)")
            #expect(text.contains("a position that has ended, or a closed profile"))
            #expect(text.contains("reopens the profile or gives the position again"))
        }
        for route in [Route.referToPrimaryEmployer, .takeCardToOsprey, .resolveAtOsprey, .assistedRenewal] {
            let text = try text(route, .shiftManager, Case.now, site: "osprey", workflow: .renew, Case.expired)
            #expect(text.contains("The card's own date has passed"), "\(route)")
            #expect(text.contains("'View profile' in Care Identity Management shows both"))
        }
    }

    // found: F15
    @Test func `a stolen card isn't called lost`() throws {
        let stolen = try text(.cancelThenOrder, .staff, Case.now, site: "osprey") { $0.replace.reason = .stolen }
        #expect(stolen.contains("Report the theft") && stolen.contains("Have the stolen card cancelled"))
        #expect(!stolen.contains("lost") && !stolen.contains("loss"))
        let lost = try text(.cancelThenOrder, .staff, Case.now, site: "osprey") { $0.replace.reason = .lost }
        #expect(!lost.contains("stolen") && !lost.contains("theft"))
    }
}
