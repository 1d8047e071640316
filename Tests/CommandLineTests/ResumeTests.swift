import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// Sessions whose program was ended, taken up again on cards that outlive it.
@Suite struct ResumeTests {
    /// Answers whatever is asked until the end; CIM's work is on the card by then.
    private func finish(_ talk: inout Interlocutor) async throws -> JSONValue {
        while true {
            let next = try await talk.next { $0["type"] == "ask" || $0["type"] == "end" }
            if next["type"] == "end" { return next }
            try talk.answer(next["key"]?.string ?? "")
        }
    }

    private func keys(_ talk: Interlocutor) throws -> [String] {
        try talk.conversation.objects().filter { $0["type"] == "ask" }.compactMap { $0["key"]?.string }
    }

    @Test(arguments: ["cim.loggedIn", "holder.confirmed", "holder.email", "decision.follow", "step.1", "step.5"])
    func `killed at a question and taken up, it ends as it would have, and asks nothing twice`(
        key: String
    ) async throws {
        try await SessionDesk.run { desk in
            var talk = Interlocutor(try desk.session("unlock"))
            desk.operatorSlot.insert(desk.own)
            if key != "cim.loggedIn" {
                try await talk.until("card.series")
                try talk.answer("card.series")
                desk.holderSlot.insert(desk.card)
            }
            try await talk.until(key)
            talk.conversation.interrupt(with: SIGKILL)
            _ = try await talk.conversation.end()
            // What was on the disk by then; an answer that wasn't is asked for once more.
            let stored = try await desk.audit("export").standardOutput.split(separator: "\n").compactMap { line in
                try JSONValue(parsing: Data(line.utf8))["details"]?["key"]?.string
            }

            var again = Interlocutor(try desk.session("resume"))
            if key == "cim.loggedIn" {
                try await again.until("card.series")
                try again.answer("card.series")
                desk.holderSlot.insert(desk.card)
            }
            if key.hasPrefix("step.") { desk.card.modify(PIVCard.self) { $0.unlock() } }
            if !key.hasPrefix("step.") {
                try await again.until("step.1")
                desk.card.modify(PIVCard.self) { $0.unlock() }
                try again.answer("step.1")
            }
            let end = try await finish(&again)
            #expect(end["outcome"] == "verified")
            #expect(end["session"]?.string != nil)
            // The log-in is asked anew: whether it stands can't be known.
            #expect(try Set(keys(again)).isDisjoint(with: stored.filter { $0 != "cim.loggedIn" }), "\(stored)")
            #expect(try await again.conversation.end().status == 0)

            let open = try await desk.audit("list", "--open", "--format", "json")
            #expect(!open.standardOutput.contains("\"intent\""))
            #expect(try await desk.audit("verify").exitStatus == 0)
            let none = try await RaProcess.run(
                ["resume", "--audit-log", desk.auditLog], environment: ["HOME": desk.folder])
            #expect(none.exitStatus == 1)
        }
    }
}
