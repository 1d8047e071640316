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
            ("1 to 3", ""), ("y or n", ""), ("a number", "9"), ("y or n", "perhaps"), ("y or n", ""), ("y or n", "Y"),
            ("1 to 5", "?"), ("1 to 5", "2"), ("y or n", ""), ("Enter when done", ""),
        ] { try await session.type(typed, at: prompt) }
        try await session.leaveCards()
        let end = try await session.end()
        #expect(end.status == 0)
        #expect(
            session.lines.contains { $0.contains("UNLOCKED. Card 000444555666,") },
            "\(session.lines)")
        #expect(session.lines.contains { $0.contains("Answer yes or no") })
        // The prompt's line holds what was typed as well.
        let texts = session.lines.filter { !$0.contains("(? back stop): ") && !$0.hasPrefix("Audit log:") }
        #expect(texts.allSatisfy { $0.count <= 60 }, "\(texts.filter { $0.count > 60 })")
        #expect(!session.lines.joined().contains("\u{1B}"))
    }

    @Test func `Ctrl-D is asked back, and stop ends the session`() async throws {
        let session = try RaConversation(
            ["unlock", "--simulate", "locked-with-email"], environment: ["TMPDIR": NSTemporaryDirectory()], columns: 80)
        try await eventually("the prompt") { session.unfinished.hasPrefix("  1 to 3") }
        try session.send("1")
        try await eventually("the prompt") { session.unfinished.hasPrefix("  y or n") }
        try session.sendBytes("\u{4}")
        try await eventually("the answer") { session.lines.contains { $0.contains("Type stop to end") } }
        try await eventually("the prompt") { session.unfinished.hasPrefix("  y or n") }
        try session.send("stop")
        try await eventually("the end") { session.lines.contains { $0.contains("ENDED. Nothing was done.") } }
        try session.send("")
        #expect(try await session.end().status == 2)
    }

    @Test func `a prompt comes again below what is told beside it`() async throws {
        // The own card is taken to the other computer while the question about the log-in stands.
        let session = try RaConversation(
            ["unlock", "--simulate", "cim-elsewhere"], environment: ["TMPDIR": NSTemporaryDirectory()], columns: 80)
        for (prompt, typed) in [("1 to 3", ""), ("a number", "9"), ("y or n", "y")] {
            try await session.type(typed, at: prompt)
        }
        try await eventually("the card's leaving") { session.lines.contains { $0.contains("Your card: out of") } }
        try await eventually("the prompt") { session.unfinished.hasPrefix("  y or n") }
        try session.send("stop")
        try await eventually("the end") { session.lines.contains { $0.contains("ENDED. Nothing was done.") } }
        try session.send("")
        #expect(try await session.end().status == 2)
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
