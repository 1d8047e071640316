import ArgumentParser
import AuditLog
import Foundation
import NextSteps
import Preflight
import Testing

@testable import ra

/// What can be done next is a value below the front ends, and a sentence or a command in each.
@Suite struct NextStepTests {
    private static let all: [NextStep] =
        NextStep.Work.allCases.map(NextStep.run) + NextStep.OtherLog.allCases.map(NextStep.openLog) + [
            .explainErrors, .listSites, .listReaders, .check("readers.served"), .makeLog, .verifyLog, .pushLog,
            .listEvents,
            .openPage,
            .close(file: "/tmp/a b", mode: 0o600),
        ]

    @Test(arguments: all)
    func `each command that is named can be typed`(step: NextStep) throws {
        guard let command = step.command else { return }
        let words = command.split(separator: " ").map(String.init)
        #expect(words.first == "ra")
        _ = try RootCommand.parseAsRoot(Array(words.dropFirst()))
        #expect(step.sentence.contains(command))
    }

    @Test(arguments: all)
    func `each step is one sentence, and a remedy says it once`(step: NextStep) {
        #expect(step.sentence.first?.isLetter == true || step.sentence.hasPrefix("'ra "))
        #expect((step.spoken.sentence == nil) != (step.spoken.command == nil))
    }

    private static func literals(
        with pattern: Regex<Substring>, outside folders: [String], source: String = #filePath
    ) throws -> [String] {
        let root = URL(filePath: source).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: root.path())?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix(".swift") }.sorted().flatMap { file -> [String] in
            guard !folders.contains(where: { file.hasPrefix($0 + "/") }) else { return [] }
            return try String(contentsOf: root.appending(path: file), encoding: .utf8).split(separator: "\n")
                .filter { !$0.drop { $0 == " " }.hasPrefix("//") && $0.contains(pattern) }.map { "\(file): \($0)" }
        }
    }

    @Test func `below the front ends no sentence names one of our commands or options`() throws {
        // The auditor's page stands beside `ra-collector`, and sends to its commands for what it doesn't do itself.
        let frontEnds = ["ra", "ra-collector", "virtual-desk", "CommandParts", "CollectorPage"]
        #expect(try Self.literals(with: /['"]ra [a-z]/, outside: frontEnds) == [])
        #expect(try Self.literals(with: /"[^"]* --[a-z]/, outside: frontEnds + ["Preflight"]) == [])
    }

    @Test func `what the system's own commands can do is the preflight's to say`() throws {
        let places = ["ra", "ra-collector", "Preflight", "CollectorPage"]
        #expect(try Self.literals(with: /apt-get|systemctl|journalctl/, outside: places) == [])
    }
}
