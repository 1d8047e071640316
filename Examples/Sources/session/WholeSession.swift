// A whole guided session on a simulated desk, its JSON and its log, without the command line:
//
//     swift run --package-path Examples session [SCENARIO]
import AuditLog
import DeskSession
import Foundation
import Handbook
import Instants
import JSON
import VirtualCards
import Workplace

@main
struct WholeSession {
    static func main() async throws {
        let name = CommandLine.arguments.dropFirst().first ?? "locked-with-email"
        let folder = FileManager.default.temporaryDirectory.appending(path: "session-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }

        let workplace = try Workplace(
            Workplace.Choices(auditLog: folder + "/audit.sqlite", scenario: name), environment: [:],
            program: "example", systemConfiguration: nil,
            clock: { UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970)) })
        guard let scenario = workplace.scenario, let answers = try scenario.scenario.answers() else { return }
        let workflow = Scenario.command(ofBuiltIn: name).flatMap(Workflow.init(rawValue:)) ?? .unlock
        let job = SessionJob(workflow)
        let log = try await workplace.openAuditLog()
        let session = workplace.session(job, settings: try workplace.settings(for: job), in: log)
        _ = try await workplace.preflight(for: job, session: session.session, in: log)

        let lines = ConversationPresentation { print($0) }
        let supplied = SuppliedAnswers(
            AnswerSupply(try AnswersFile(answers)), name: "The scenario", delay: .milliseconds(150))
        let console = SessionConsole(
            presentation: ScenarioPresentation(presentation: lines, scenario: scenario), source: supplied)
        let receipt = try await session.run(showing: console)
        scenario.stop()

        var query = EventQuery()
        query.session = receipt.session
        var scan = try await LogReader.open(at: log.path).scan(query)
        while let page = try await scan.nextPage() {
            for event in page { print(event.seq, try event.logged().what) }
        }
        let verification = try await LogVerifier.verify(log.path)
        print("\(verification.size) events, \(verification.isSound ? "sound" : "not sound"), \(receipt.end.outcome)")
    }
}
