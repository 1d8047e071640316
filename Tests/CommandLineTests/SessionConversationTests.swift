import Foundation
import JSON
import TestSupport
import Testing
import VirtualCards

/// Guided sessions on the real service, as a program leads them.
@Suite struct SessionConversationTests {
    @Test func `an unlock is verified on the card, and the log tells its story`() async throws {
        try await SessionDesk.run { desk in
            var talk = Interlocutor(try desk.session("unlock"))
            desk.operatorSlot.insert(desk.own)
            try await talk.until("cim.loggedIn")
            let commandsBefore = desk.own.exchanges.count
            try talk.answer("cim.loggedIn")
            desk.holderSlot.insert(desk.card)
            try await talk.doSteps { desk.card.modify(PIVCard.self) { $0.unlock() } }
            let end = try await talk.end()
            #expect(end["outcome"] == "verified")
            #expect(end["route"] == "assisted-unlock")
            #expect(end["checkpoint"]?.string != nil)
            let process = try await talk.conversation.end()
            #expect(process.status == 0)
            #expect(desk.own.exchanges.count == commandsBefore, "the operator's card was read after the log-in")

            let session = try #require(end["session"]?.string)
            let objects = try talk.conversation.objects()
            #expect(objects.allSatisfy { $0["schemaVersion"] == 1 })
            let types = objects.compactMap { $0["type"]?.string }
            #expect(types.prefix(6) == ["card", "report", "ask", "card", "report", "ask"])
            let verified = try await desk.audit("verify")
            #expect(verified.exitStatus == 0, "\(verified.standardError)")
            let list = try await desk.audit("list", "--subject", SessionDesk.holderUUID, "--format", "json")
            #expect(list.standardOutput.contains(session))
            let story = try await desk.audit("show", session)
            #expect(story.standardOutput.contains("verified"))
            #expect(story.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).count <= 25)
        }
    }

    @Test func `a swapped card is told, and the right one goes on`() async throws {
        try await SessionDesk.run { desk in
            var talk = Interlocutor(try desk.session("unlock"))
            desk.operatorSlot.insert(desk.own)
            try await talk.until("cim.loggedIn")
            try talk.answer("cim.loggedIn")
            desk.holderSlot.insert(desk.card)
            try await talk.until("step.1")
            desk.holderSlot.insert(try SessionDesk.nhsCard("000999999999", triesLeft: 0))
            let stopped = try await talk.next { $0["code"] == "cardChanged" }
            #expect(stopped["type"] == "guard")
            desk.holderSlot.insert(desk.card)
            try await talk.next { $0["type"] == "restored" && $0["code"] == "cardChanged" }
            try await talk.doSteps { desk.card.modify(PIVCard.self) { $0.unlock() } }
            #expect(try await talk.end()["outcome"] == "verified")
        }
    }
}

/// Guided sessions for people, with the answers in a file.
@Suite struct SessionTextTests {
    @Test func `answers from a file lead a session in plain text of 80 columns`() async throws {
        try await SessionDesk.run { desk in
            let answers = """
                cim.loggedIn: yes
                holder:
                  confirmed: yes
                  passcodeKnown: no
                  email: none
                  mobileOnProfile: no
                  emailOwnedByESR: yes
                  present: yes
                card.series: 09
                step.1: [done]
                step.2: done
                step.3: done
                step.4: done
                step.5: done
                step.6: done
                step.7: done
                """
            try answers.write(toFile: desk.folder + "/answers.yaml", atomically: true, encoding: .utf8)
            let session = try desk.session("unlock", answers: desk.folder + "/answers.yaml")
            try await eventually("the prompt") { session.lines.contains { $0.contains("Put your own card") } }
            desk.operatorSlot.insert(desk.own)
            try await eventually("the prompt") { session.lines.contains { $0.contains("Put the holder's card") } }
            desk.holderSlot.insert(desk.card)
            try await eventually("the first step") { session.lines.contains { $0.hasPrefix("Step 1") } }
            desk.card.modify(PIVCard.self) { $0.unlock() }
            let end = try await session.end()
            #expect(end.status == 0)
            #expect(session.lines.contains { $0.contains("Outcome: verified") })
            #expect(session.lines.allSatisfy { $0.count <= 80 })
            #expect(session.lines.contains { $0.contains("THE HOLDER'S TURN") })
        }
    }
}
