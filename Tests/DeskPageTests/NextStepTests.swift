import NextSteps
import Preflight
import Testing

@testable import DeskPage

/// At the page nobody types: what can be done next is a button, a view, or somebody else's to do.
@Suite struct NextStepTests {
    @Test(
        arguments: NextStep.Work.allCases.map(NextStep.run) + NextStep.OtherLog.allCases.map(NextStep.openLog) + [
            .explainErrors, .listSites, .listReaders, .check("readers.served"), .makeLog, .verifyLog, .pushLog,
            .listEvents,
            .openPage,
            .close(file: "/var/lib/a b", mode: 0o600),
        ])
    func `the page names no command and no option`(step: NextStep) {
        #expect(step.spoken.command == nil)
        #expect(step.sentence.hasSuffix("."))
        if case .run(let work) = step { #expect(DeskView.name(of: work) != work.rawValue, "no button begins it") }
        for word in ["ra ", "'ra", "--", "chmod", "sudo"] { #expect(!step.sentence.contains(word), "\(step.sentence)") }
    }
}
