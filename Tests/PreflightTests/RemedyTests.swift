import JSON
import NextSteps
import PCSC
import Testing

@testable import Preflight

@Suite struct RemedyTests {
    @Test(arguments: [
        PCSCError.Code.noService, .securityViolation, .serviceStopped, .sharingViolation, .noSmartcard, .unpoweredCard,
        .unknownReader, .cardLost, .deadlineExceeded, .insertionChanged, .serviceRestarted,
    ])
    func `what happens at a desk can be put right, by somebody`(code: PCSCError.Code) {
        #expect(!code.remedies.isEmpty)
        #expect(code.remedies.allSatisfy { $0.text.hasSuffix(".") && $0.next.isEmpty })
        #expect(PCSCError(code, .connect).remedies == code.remedies)
    }

    @Test func `what a front end says goes to the sentence or before the commands, and nothing is left to say`() {
        let remedy = Remedy(.it, "See.", commands: ["df"], next: [.verifyLog, .openLog(.new), .listReaders])
        let said = remedy.said { step in
            switch step {
            case .verifyLog: SpokenStep(command: "verify")
            case .openLog: SpokenStep(sentence: "Begin a new one.")
            default: SpokenStep()
            }
        }
        #expect(said == Remedy(.it, "See. Begin a new one.", commands: ["verify", "df"]))
        #expect(Remedy(.it, "", next: [.openLog(.new)]).said { _ in SpokenStep(sentence: "So.") }.text == "So.")
    }

    @Test func `a report is said as a whole`() async throws {
        let check = Check("a.b", "A", explanation: "A.") { _ in
            Finding(.warn, "Something.", remedies: [Remedy(.it, "See.", next: [.listReaders])])
        }
        let report = await Preflight(checks: [check]).run(on: try TestWorkstation().workstation)
        #expect(report.json["checks"]?.array?.first?["remedies"]?.array?.first?["commands"] == [])
        let said = report.said { _ in SpokenStep(command: "list") }
        #expect(said.json["checks"]?.array?.first?["remedies"]?.array?.first?["commands"] == ["list"])
    }

    /// Only what every front end is told is said here: a command of this program's would be wrong on a page.
    @Test func `no explanation names a command of this program or an option`() {
        for check in Preflight.withNetwork.checks {
            #expect(!check.explanation.contains("'ra "), "\(check.id)")
            #expect(!check.explanation.contains("--"), "\(check.id)")
        }
    }
}
