import Foundation
import JSON
import TestSupport
import Testing

/// The other kinds of entry in `Fixtures/reports`, each an input whose first line says where it comes from, and
/// `NAME.expect.json`:
///
/// - `settings/NAME.yaml`: a configuration, on the readers of `NAME.scenario.yaml`; `checks` are statuses of the preflight's
///   checks, `shows` what its text must hold;
/// - `session/NAME.yaml`: a scenario for a session, a conversation that gives the `answers`; `guard` must be raised and no
///   outcome in `never` come of it; nothing in `notRecorded` may be in the log.
@Suite struct DeskReportCorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/reports").path

    private static func entries(_ kind: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)")) ?? [])
            .filter { $0.hasSuffix(".expect.json") }.map { String($0.dropLast(12)) }.sorted()
    }
    static let settings = entries("settings")
    static let sessions = entries("session")

    private func expectation(_ kind: String, _ entry: String) throws -> (file: String, expected: JSONValue) {
        let file = "\(Self.folder)/\(kind)/\(entry)"
        let text = try String(contentsOfFile: file + ".yaml", encoding: .utf8)
        #expect(text.hasPrefix("# ") && text.contains(": "), "\(entry) says where it comes from")
        return (file, try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: file + ".expect.json"))))
    }

    // found: W4
    @Test(arguments: settings)
    func `settings of a report are told for what they are`(entry: String) async throws {
        let (file, expected) = try expectation("settings", entry)
        let checks = try #require(expected["checks"]?.object)
        let arguments = [
            "preflight", "--simulate", file + ".scenario.yaml", "--config", file + ".yaml", "--only",
            checks.keys.sorted().joined(separator: ","),
        ]
        let document = try await RaProcess.run(arguments + ["--json"]).document()
        for check in document["checks"]?.array ?? [] {
            #expect(check["status"] == checks[check["id"]?.string ?? ""], "\(check)")
        }
        let text = try await RaProcess.run(arguments).standardOutput.replacing("[simulated] ", with: "")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for part in expected["shows"]?.array?.compactMap(\.string) ?? [] {
            #expect(text.contains(part), "\(entry) shows \(part)")
        }
    }

    // found: P2
    @Test(arguments: sessions)
    func `a session of a report ends as it must`(entry: String) async throws {
        let (file, expected) = try expectation("session", entry)
        let answers = try #require(expected["answers"]?.object)
        let janitor = try Janitor()
        let log = janitor.folder + "/audit.sqlite"
        let talk = try RaConversation(
            [
                expected["workflow"]?.string ?? "", "--json", "--answers", "-", "--simulate", file + ".yaml",
                "--audit-log",
                log,
            ], environment: [:])
        var place = 0
        while true {
            let found = try await talk.object(from: place) { $0["type"] == "ask" || $0["type"] == "guard" }
            place = found.place + 1
            guard found.object["type"] == "ask", let key = found.object["key"]?.string else {
                #expect(found.object["code"] == expected["guard"])
                break
            }
            try talk.answer(key, answers[key] ?? .null)
        }
        for (key, value) in answers { try talk.answer(key, value) }
        try talk.closeInput()
        let end = try await talk.object(from: place) { $0["type"] == "end" }.object
        #expect(expected["never"]?.array?.contains(end["outcome"] ?? .null) == false, "\(end)")
        #expect(try await talk.end().status == 1)
        let export = try await RaProcess.run(["audit", "export", "--audit-log", log]).standardOutput
        #expect(!export.isEmpty)
        for part in expected["notRecorded"]?.array?.compactMap(\.string) ?? [] {
            #expect(!export.contains(part), "\(part)")
        }
    }
}
