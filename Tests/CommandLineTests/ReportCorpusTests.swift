import Foundation
import JSON
import TestSupport
import Testing

/// Inputs of public bug reports and of their kinds, in `Fixtures/reports`: a folder for each kind of entry, and in it an
/// entry's input beside what it must give.
///
/// `card/NAME.yaml` is a scenario whose first line says where the kind comes from; `card/NAME.expect.json` holds
///
/// - `document`: members that `ra card --json` must have, with these values; members not named may be anything;
/// - `problems`: the codes of all problems, in any order;
/// - `shows`, `hides`: what the text for people, with its trace, must and must not hold, lines joined.
@Suite struct ReportCorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/reports/card").path

    static let entries = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

    @Test func `each entry says where it comes from, and what it must give`() throws {
        #expect(Self.entries.count >= 70)
        for entry in Self.entries {
            let text = try String(contentsOfFile: "\(Self.folder)/\(entry).yaml", encoding: .utf8)
            #expect(text.hasPrefix("# ") && text.contains(": "), "\(entry)")
            #expect(FileManager.default.fileExists(atPath: "\(Self.folder)/\(entry).expect.json"), "\(entry)")
        }
    }

    // found: F1, F2, F3, F4, F5, F6, F7, F8, P2
    @Test(arguments: entries)
    func `a card of a report is read as far as it can be`(entry: String) async throws {
        let file = "\(Self.folder)/\(entry)"
        let expected = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: file + ".expect.json")))
        async let forPrograms = RaProcess.run(["card", "--json", "--simulate", file + ".yaml"])
        async let forPeople = RaProcess.run(["card", "--trace", "--simulate", file + ".yaml"])

        let document = try await forPrograms.document()
        for difference in Self.differences(expected["document"] ?? .null, document, at: "document") {
            Issue.record("\(entry): \(difference)")
        }
        let codes = document["problems"]?.array?.compactMap { $0["code"]?.string } ?? []
        let wanted = expected["problems"]?.array?.compactMap(\.string) ?? []
        #expect(codes.sorted() == wanted.sorted(), "\(entry): \(document["problems"] ?? .null)")

        let outcome = try await forPeople
        #expect(outcome.exitStatus == 0)
        let text = Self.joined(outcome.standardOutput)
        for part in expected["shows"]?.array?.compactMap(\.string) ?? [] {
            #expect(text.contains(part), "\(entry) shows \(part)")
        }
        for part in (expected["hides"]?.array?.compactMap(\.string) ?? []) + Self.neverShown {
            #expect(!text.contains(part), "\(entry) hides \(part)")
        }
        #expect(!outcome.standardOutput.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    /// Swift's own way to write values.
    private static let neverShown = ["missing: \"", "Optional(", "ASN1", "Error(", "CardIdentity."]

    /// One line, without the marks of a simulated desk.
    private static func joined(_ text: String) -> String {
        text.replacingOccurrences(of: "[simulated] ", with: "").split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    /// Where `found` isn't as `wanted` says; an object may have more members, an array no more elements.
    private static func differences(_ wanted: JSONValue, _ found: JSONValue?, at path: String) -> [String] {
        if let members = wanted.object {
            return members.flatMap { differences($0.value, found?[$0.key], at: "\(path).\($0.key)") }
        }
        if let elements = wanted.array {
            let others = found?.array ?? []
            guard elements.count == others.count else {
                return ["\(path) has \(others.count) elements instead of \(elements.count)"]
            }
            return elements.indices.flatMap { differences(elements[$0], others[$0], at: "\(path)[\($0)]") }
        }
        return wanted == found ? [] : ["\(path) is \(found.map { "\($0)" } ?? "missing") instead of \(wanted)"]
    }
}
