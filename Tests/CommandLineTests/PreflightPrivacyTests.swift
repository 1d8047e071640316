import ArgumentParser
import CardIdentity
import Foundation
import Instants
import JSON
import PCSC
import PCSCTesting
import Synchronization
import TestSupport
import Testing
import VirtualCards
import Workplace

@testable import ra

/// What a preflight says may be sent to anybody: with known cards in the readers, none of their traits is in it.
@Suite struct PreflightPrivacyTests {
    @Test func `on a real service nothing of the cards is in the report, in the document or on the screen`()
        async throws
    {
        try await PrivateService.run { service in
            let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
            let people = [("000123456789", "Alexandra Holder"), ("999000000017", "Bartholomew Operator")]
            let slots = try await service.insert(
                try people.map { uuid, name in
                    VirtualCard(
                        atr: PIVCard.atr,
                        responder: try PIVCard.nhs(
                            uuid: uuid, name: name, notBefore: now.adding(seconds: -86_400),
                            notAfter: now.adding(seconds: 86_400)))
                })
            let cards = try await service.ra("card", "--json").standardOutput.split(separator: "\n")
                .map { try JSONValue(parsing: Data($0.utf8)) }
            let certificates = cards.flatMap { $0["certificates"]?.array ?? [] }
            let traits = CardTraits(
                uuids: people.map(\.0), names: people.map(\.1),
                serialNumbers: certificates.compactMap { $0["serialNumber"]?.string })
            #expect(traits.serialNumbers.count == 4)
            // The card's own report has them, so they would be found.
            #expect(traits.found(in: "\(try cards.map { try $0.line() })").count >= 8)

            let janitor = try Janitor()
            let file = janitor.folder + "/report.txt"
            let home = ["HOME": "/home/alexandra"]
            let text = try await service.ra("preflight", "--verbose", "--report", file, environment: home)
            let document = try await service.ra("preflight", "--json")
            let report = try String(contentsOfFile: file, encoding: .utf8)
            #expect(report.contains("2 cards are in."))
            #expect(report.contains("~/"))
            for said in [report, text.standardOutput, text.standardError, document.standardOutput] {
                #expect(traits.found(in: said) == [])
            }
            withExtendedLifetime(slots) {}
        }
    }

    @Test func `on a simulated desk nothing of the cards is in the report or the document`() async throws {
        let (output, errors) = (Buffer(), Buffer())
        var surroundings = Surroundings.process
        surroundings.environment = ["HOME": "/home/sam"]
        surroundings.standardOutput = output.output
        surroundings.standardError = errors.output
        surroundings.systemConfiguration = "/nonexistent/config.yaml"
        let context = try CommandContext(
            options: GlobalOptions.parse(["--simulate", "two-readers"]), surroundings: surroundings)
        let examiner = context.workplace.examiner()
        let desk = try await examiner.service.readers()
        var serialNumbers: [String] = []
        for reader in desk {
            serialNumbers += try await examiner.examine(reader, among: desk)?.certificates.map(\.serialNumber) ?? []
        }
        #expect(serialNumbers.count == 4)
        let traits = CardTraits(
            uuids: ["000111222333", "000444555666"], names: ["Sam Operator", "Chris Holder"],
            serialNumbers: serialNumbers)

        let janitor = try Janitor()
        let file = janitor.folder + "/report.txt"
        try await PreflightCommand.parse(["--json", "--report", file]).run(in: context)
        let report = try String(contentsOfFile: file, encoding: .utf8)
        #expect(report.contains("2 cards are in."))
        #expect(output.text.contains("cards.present"))
        for said in [report, output.text, errors.text] { #expect(traits.found(in: said) == []) }
    }
}

/// Somewhere to write to.
private final class Buffer: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    var output: Output {
        Output { [self] new throws(OutputError) in bytes.withLock { $0 += new } }
    }

    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
}
