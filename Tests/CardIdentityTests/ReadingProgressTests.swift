import CardIdentity
import ISO7816
import Instants
import PCSC
import PCSCTesting
import Testing
import VirtualCards

/// A reading through the simulated service that doesn't come to its end.
@Suite struct ReadingProgressTests {
    private static func examine(
        _ card: String, deadline: Duration = .seconds(20)
    ) async throws -> (report: CardReport, commands: Int) {
        let scenario = try Scenario(
            yaml: "readers: { A: { name: Reader } }\ncards: { card: \(card) }\ninserted: { A: card }\n", file: "test")
        let desk = try ScenarioDesk(simulating: scenario, now: testNow)
        let service = PCSCService(functions: desk.functions, policy: APDUAllowList.policy)
        var examiner = CardExaminer(service: service, now: { testNow })
        examiner.deadline = deadline
        let reader = try #require(try await service.readers().first)
        let report = try #require(try await examiner.examine(reader))
        return (report, desk.cards["card"]?.exchanges.count ?? 0)
    }

    private static let sound = #"kind: piv, uuid: "000123456789", certificates: { from: -9 days, until: 90 days }"#

    // found: F4
    @Test func `a reading that runs out of time keeps what it did and found`() async throws {
        let (report, commands) = try await Self.examine(
            "{ \(Self.sound), answerSeconds: 1.5 }", deadline: .seconds(4))
        #expect(report.problems.map(\.code) == [.noAnswer])
        #expect(report.problems.first?.message.hasSuffix("It was not read to the end.") == true)
        // The simulated card notes a command when it answers.
        #expect((commands...commands + 1).contains(report.apduCount))
        #expect(report.apduCount >= 2)
        #expect(report.trace.count == report.apduCount)
        #expect(report.trace.first?.response.suffix(2) == [0x90, 0x00])
        #expect(report.trace.last?.response == [], "the last was sent and not answered")
        #expect(report.renewal == .unknown)
    }

    // found: F4
    @Test func `without time for anything no exchange is claimed`() async throws {
        let (report, _) = try await Self.examine("{ \(Self.sound) }", deadline: .zero)
        #expect(report.apduCount == 0)
        #expect(report.problems.first?.message.hasSuffix("The card was not read.") == true)
    }

    // found: F5
    @Test func `a card of another protocol than PC/SC's is told at once, and gets nothing`() async throws {
        let (report, commands) = try await Self.examine(
            "{ kind: blank, atr: 3B9F210E49524445544F204143532056352E379A }")
        #expect(report.problems.map(\.code) == [.protocolUnsupported])
        #expect(commands == 0)
    }

    // found: F6
    @Test(
        arguments: [
            (0x6283, "applicationRefused"), (0x6285, "applicationRefused"), (0x6985, "applicationRefused"),
            (0x6982, "applicationRefused"), (0x6F00, "applicationRefused"), (0x6581, "applicationRefused"),
            (0x6300, "applicationRefused"), (0x6A82, "notReadable"), (0x6D00, "notReadable"), (0x6E00, "notReadable"),
            (0x6A81, "notReadable"), (0x6A86, "notReadable"),
        ] as [(UInt16, String)])
    func `only an answer that means it is told as "no PIV application"`(status: UInt16, code: String) throws {
        var card = try nhsCard()
        card.faults = [.selectAnswer(StatusWord(rawValue: status))]
        let report = report(card)
        #expect(report.problems.map(\.code.rawValue) == [code])
        #expect(report.problems.first?.message.contains("no PIV application") == (code == "notReadable"))
        #expect(report.apduCount == 1)
    }

    // found: F5
    @Test func `a card that announces data and gives none isn't asked again`() throws {
        var card = try nhsCard()
        card.faults = [.pieces(bytes: 0)]
        let report = report(card)
        #expect(report.apduCount == 8)
        #expect(report.passcode.state == .usable)
        #expect(
            report.problems.map(\.message) == [
                "The authentication certificate was left unread: the card announces more data and gives none.",
                "The signing certificate was left unread: the card announces more data and gives none.",
            ])
    }

    // found: F5
    @Test func `pieces too small are told as such, and not as a certificate too large`() throws {
        var card = try nhsCard()
        card.faults = [.pieces(bytes: 1)]
        let report = report(card)
        #expect(report.problems.map(\.code) == [.certificateUnreadable, .certificateUnreadable])
        #expect(report.problems.allSatisfy { $0.message.contains("in more than 80 pieces") })
    }
}
