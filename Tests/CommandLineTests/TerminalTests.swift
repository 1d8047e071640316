import Foundation
import TestSupport
import Testing

/// What appears on a real terminal.
@Suite struct TerminalTests {
    @Test func `a session is typed at a terminal of 60 columns`() async throws {
        let session = try RaConversation(
            ["unlock", "--simulate", "locked-with-email"], environment: ["TMPDIR": NSTemporaryDirectory()], columns: 60)
        // A wrong answer is told what is expected, and the question stands.
        for (prompt, typed) in [
            ("y or n", "y"), ("y or n", "perhaps"), ("y or n", "Y"), ("a number", "9"), ("1 to 5", "?"),
            ("1 to 5", "2"),
            ("done", "done"), ("done", "done"), ("done", "done"), ("done", "done"), ("done", "done"),
        ] {
            try await eventually("the prompt '\(prompt)'") { session.unfinished.hasPrefix("  \(prompt)") }
            let before = session.lines.count
            try session.send(typed)
            try await eventually("an echo of '\(typed)'") { session.lines.count > before }
        }
        let end = try await session.end()
        #expect(end.status == 0)
        #expect(session.lines.contains { $0.contains("Outcome: verified") }, "\(session.lines)")
        #expect(session.lines.contains { $0.contains("Type y for yes or n for no.") })
        // The prompt's line holds what was typed as well.
        let texts = session.lines.filter { !$0.contains("stop to end:") && !$0.hasPrefix("Audit log:") }
        #expect(texts.allSatisfy { $0.count <= 60 }, "\(texts.filter { $0.count > 60 })")
        #expect(!session.lines.joined().contains("\u{1B}"))
    }

    @Test func `the terminal that is closed ends the session as abandoned`() async throws {
        let session = try RaConversation(
            ["unlock", "--simulate", "locked-with-email"], environment: ["TMPDIR": NSTemporaryDirectory()], columns: 80)
        try await eventually("the prompt") { session.unfinished.hasPrefix("  y or n") }
        try session.closeInput()
        #expect(try await session.end().status == 1)
        #expect(session.lines.contains { $0.contains("The terminal was closed.") })
        #expect(session.lines.contains { $0.contains("Outcome: abandoned") })
    }

    @Test(arguments: [
        (["TERM": "xterm"], true), (["TERM": "xterm", "NO_COLOR": ""], true),
        (["TERM": "xterm", "NO_COLOR": "1"], false), (["TERM": "dumb"], false),
    ])
    func `colour is for terminals that can and want it`(environment: [String: String], isColoured: Bool) async throws {
        let preflight = try RaConversation(
            ["preflight", "--simulate", "two-readers"], environment: environment, columns: 80)
        #expect(try await preflight.end().status == 0)
        let text = preflight.lines.joined(separator: "\n")
        #expect(text.contains("\u{1B}[") == isColoured)
        #expect(text.contains("WARN"), "the word says it as well")
    }
}
