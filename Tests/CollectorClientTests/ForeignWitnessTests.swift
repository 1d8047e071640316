import AuditLog
import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

@testable import CollectorClient

/// What foreign witnesses (aics-witness) answered to this client: `Fixtures/witness/answers`, by `foreign-witness.py`.
@Suite struct ForeignWitnessTests {
    private struct Exchange {
        var request: String
        var status: Int
        var answer: String
    }

    private struct Recorded {
        var name: String
        var key: VerifierKey
        var prefix: String
        var outcome: String
        var exchanges: [Exchange]
        /// Where it answers now.
        var url: String { "http://127.0.0.1\(prefix)/\(name)" }

        init(_ value: JSONValue) throws {
            name = try #require(value["name"]?.string)
            key = try #require(value["vkey"]?.string.flatMap { VerifierKey($0) })
            prefix = try #require(value["prefix"]?.string)
            outcome = try #require(value["outcome"]?.string)
            exchanges = try #require(value["exchanges"]?.array).map { row in
                Exchange(
                    request: try #require(row["request"]?.string), status: Int(try #require(row["status"]?.integer)),
                    answer: try #require(row["answer"]?.string))
            }
        }
    }

    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/witness/answers")

    private let janitor: Janitor
    private let log: AuditLog
    private let reader: LogReader
    private let key: VerifierKey
    private let size: Int64
    private let recorded: [Recorded]

    /// The desk's log as it was before anybody was asked, in a folder of its own.
    init() async throws {
        janitor = try Janitor()
        let path = janitor.folder + "/audit.sqlite"
        for (file, place) in [("audit.sqlite", path), ("made-for-tests.key", LogPlace.keyPath(for: path))] {
            try Data(contentsOf: Self.fixtures.appending(path: file)).write(to: URL(fileURLWithPath: place))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place)
        }
        log = try await AuditLog.openExisting(at: path, context: LogContext(workstation: "DESK-9"))
        reader = try await LogReader.open(at: path)
        let file = try JSONValue(parsing: Data(contentsOf: Self.fixtures.appending(path: "answers.json")))
        key = try #require(file["log"]?.string.flatMap { VerifierKey($0) })
        size = try #require(file["size"]?.integer)
        recorded = try #require(file["witnesses"]?.array).map(Recorded.init)
    }

    private func ask(quorum: Int, _ ask: @escaping HTTPCarrier) async throws -> WitnessReport {
        let witnesses = recorded.map { "witness \($0.name) \($0.key.text) \($0.url)\n" }.joined()
        let text =
            "log \(key.text)\n" + witnesses + "group g \(quorum) \(recorded.map(\.name).joined(separator: " "))\n"
            + "quorum g\n"
        let policy = try WitnessPolicy(parsing: Array(text.utf8))
        return try await WitnessRound(of: log, reader, under: policy, asking: ask).run()
    }

    /// Answers as they did, to what they were asked, byte for byte.
    private func replay() -> (ask: HTTPCarrier, isAllAsked: @Sendable () -> Bool) {
        let left = Left(recorded.map { ($0.url + "/add-checkpoint", $0.exchanges) })
        let ask: HTTPCarrier = { question throws(NoReply) in
            guard let exchange = left.next(question.url) else {
                throw NoReply("nobody was asked at \(question.url) then")
            }
            #expect(String(decoding: question.body, as: UTF8.self) == exchange.request, "\(question.url)")
            return HTTPReply(exchange.status, body: Array(exchange.answer.utf8))
        }
        return (ask, { left.isEmpty })
    }

    private final class Left: Sendable {
        private let rows: Mutex<[String: [Exchange]]>
        var isEmpty: Bool { rows.withLock { $0.values.allSatisfy(\.isEmpty) } }

        init(_ rows: [(String, [Exchange])]) { self.rows = Mutex(Dictionary(uniqueKeysWithValues: rows)) }

        func next(_ url: String) -> Exchange? {
            rows.withLock { rows in
                guard let first = rows[url]?.first else { return nil }
                rows[url]?.removeFirst()
                return first
            }
        }
    }

    @Test func `each is asked as it was then, and its answer is taken for what it is`() async throws {
        let (ask, isAllAsked) = replay()
        let report = try await self.ask(quorum: 4, ask)
        #expect(isAllAsked() && report.isMet && report.showsFork && report.checkpoint.size == size)
        #expect(try await reader.size() == size, "none of them is the collector")
        #expect(recorded.count == 10 && report.rows.count == 10)
        var cosigned = 0
        for (witness, row) in zip(recorded, report.rows) {
            switch row.answer {
            case .cosigned(let checkpoint):
                cosigned += 1
                #expect(witness.outcome == "cosigned" && row.isThere, "\(witness.name)")
                #expect(checkpoint.cosigned(by: witness.key).map { $0 > 1_790_000_000 } == true, "\(witness.name)")
                #expect(report.checkpoint.cosigned(by: witness.key) == checkpoint.cosigned(by: witness.key))
            case .fork(let reason, let held):
                #expect(witness.outcome == "fork" && !row.isThere, "\(witness.name)")
                let expected: CollectorForked.Reason = witness.name == "ahead" ? .beyondLog : .refused
                #expect(reason == expected && held == (reason == .beyondLog ? 30 : nil), "\(witness.name)")
            case .refused(let reason):
                #expect(witness.outcome == "refused" && !row.isThere, "\(witness.name): \(reason)")
            case .unreachable(let reason): #expect(witness.outcome == "unreachable", "\(witness.name): \(reason)")
            case .notAsked(let reason): Issue.record("\(witness.name): \(reason)")
            }
        }
        #expect(cosigned == 4)
        let verification = try await LogVerifier.verify(log.path)
        #expect(verification.isSound && verification.cosignatureCount == 4 && verification.cosignedSize == size)
    }

    @Test func `another's answer, and one that a byte was changed in, are refused`() async throws {
        let answers = recorded.compactMap { $0.exchanges.last }.filter { $0.status == 200 }.map(\.answer)
        let number = Mutex(0)
        let report = try await ask(quorum: 1) { _ in
            let answer = number.withLock { number in
                number += 1
                return answers[number % answers.count]
            }
            var bytes = Array(answer.utf8)
            // Where it would be somebody's own line, one character of its signature is another.
            let place = bytes.count - 20
            bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            return HTTPReply(200, body: bytes)
        }
        #expect(!report.isMet && report.rows.allSatisfy { if case .refused = $0.answer { true } else { false } })
        #expect(try await LogVerifier.verify(log.path).cosignatureCount == 0)
    }

    @Test func `a witness that is away counts with what it gave, and one that knows a longer log doesn't`()
        async throws
    {
        #expect(try await ask(quorum: 4, replay().ask).isMet)
        let away = try await ask(quorum: 4) { _ throws(NoReply) in throw NoReply("it is away") }
        #expect(away.isMet && away.rows.count { $0.isThere } == 4)
        let longer = Array("\(size + 1)\n".utf8)
        let putBack = try await ask(quorum: 1) { _ in HTTPReply(409, body: longer) }
        #expect(!putBack.isMet && !putBack.lacksOnlyUnreachable && putBack.rows.allSatisfy { !$0.isThere })
        #expect(putBack.rows.allSatisfy { $0.answer == .fork(.beyondLog, held: size + 1) })
    }
}
