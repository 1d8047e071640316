import Foundation
import JSON
import PCSCTesting
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
            let types = objects.compactMap { $0["type"]?.string }.filter { $0 != "wait" }
            #expect(types.prefix(8) == ["ask", "card", "report", "ask", "ask", "card", "report", "ask"])
            let verified = try await desk.audit("verify")
            #expect(verified.exitStatus == 0, "\(verified.standardError)")
            let list = try await desk.audit("list", "--subject", SessionDesk.holderUUID, "--format", "json")
            #expect(list.standardOutput.contains(session))
            let story = try await desk.audit("show", session)
            #expect(story.standardOutput.contains("verified"))
            // found: P4. The series that was typed is kept with the person as its source, and nowhere as a hint.
            let events = try await desk.audit("export").standardOutput.split(separator: "\n").map {
                try JSONValue(parsing: Data($0.utf8))
            }
            let outcome = try #require(events.first { $0["event"] == "outcome" })
            #expect(outcome["series"] == 9)
            #expect(outcome["details"]?["seriesSource"] == "operator")
            #expect(outcome["details"]?["subjectSource"] == "card")
            let read = events.filter { $0["event"] == "card.read" && $0["details"]?["role"] == "holder" }
            #expect(read.first?["series"] == .null)
            #expect(read.allSatisfy { $0["details"]?["source"] == "card" })
            let decided = try #require(events.last { $0["event"] == "decision.taken" })
            let sources = try #require(decided["details"]?["sources"]?.object)
            #expect(sources["card.lock"] == "card" && sources["card.series"] == "operator")
            #expect(sources["operator.role"] == "configuration")
            #expect(!FileManager.default.fileExists(atPath: desk.folder + "/series-seen.json"))
            #expect(story.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).count <= 25)
        }
    }

    @Test func `a renewal is seen on the card: later, with new serial numbers`() async throws {
        try await SessionDesk.run { desk in
            desk.card.modify(PIVCard.self) { $0.unlock() }
            var talk = try await desk.loggedIn("renew")
            talk.answers["holder.passcodeKnown"] = true
            try await talk.doSteps { try desk.renewCard() }
            let end = try await talk.end()
            #expect(end["route"] == "self-renew")
            #expect(end["outcome"] == "verified")
            #expect(try await talk.conversation.end().status == 0)
        }
    }

    @Test func `a card pulled out half-way stops the session until it is back`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("step.1")
            desk.holderSlot.remove()
            try await talk.next { $0["type"] == "guard" && $0["code"] == "cardRemoved" }
            try talk.conversation.answer("step.1", "done")
            let refused = try await talk.next { $0["type"] == "rejected" }
            #expect(refused["code"] == "noQuestion")
            desk.holderSlot.insert(desk.card)
            try await talk.next { $0["type"] == "restored" && $0["code"] == "cardRemoved" }
            try await talk.doSteps { desk.card.modify(PIVCard.self) { $0.unlock() } }
            #expect(try await talk.end()["outcome"] == "verified")
        }
    }

    /// What happens at a desk whose CIM is on another computer.
    enum Journey: CaseIterable { case unlock, renewal, anotherCardBack, pulledOutBeforeItIsAsked }

    @Test(arguments: Journey.allCases)
    func `with CIM on another computer the cards leave and the holder's comes back`(journey: Journey) async throws {
        try await SessionDesk.run { desk in
            let isRenewal = journey == .renewal
            var talk = Interlocutor(
                try desk.session(isRenewal ? "renew" : "unlock", settings: "cim: other-computer"))
            talk.answers["holder.passcodeKnown"] = .bool(isRenewal)
            if isRenewal { desk.card.modify(PIVCard.self) { $0.unlock() } }
            desk.operatorSlot.insert(desk.own)
            try await talk.until("card.series")
            try talk.answer("card.series")
            desk.holderSlot.insert(desk.card)
            if journey == .pulledOutBeforeItIsAsked {
                try await talk.until("holder.confirmed")
                desk.holderSlot.remove()
                try await talk.next { $0["type"] == "card" && $0["event"] == "removed" }
                try talk.answer("holder.confirmed")
            }
            try await talk.until("cim.loggedIn")
            if !isRenewal {
                desk.operatorSlot.remove()
                desk.holderSlot.remove()
            }
            try talk.answer("cim.loggedIn")
            try await talk.sayDone()
            if isRenewal {
                desk.holderSlot.remove()
                try await talk.next { $0["type"] == "card" && $0["event"] == "removed" }
            }
            if isRenewal { try desk.renewCard() } else { desk.card.modify(PIVCard.self) { $0.unlock() } }
            if journey == .anotherCardBack {
                desk.holderSlot.insert(try SessionDesk.nhsCard("000999999999"))
                try await talk.next { $0["type"] == "guard" && $0["code"] == "cardChanged" }
            }
            desk.holderSlot.insert(desk.card)
            if isRenewal {
                // Its certificates are new, so a person says that it is the same card.
                try await talk.until("holder.confirmed")
                try talk.answer("holder.confirmed")
            }
            let end = try await talk.end()
            #expect(end["outcome"] == "verified")
            let guards = try talk.conversation.objects().filter { $0["type"] == "guard" }
            #expect(guards.count == (journey == .anotherCardBack ? 1 : 0))
        }
    }

    @Test func `while a question waits, another program gets the card at once`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("holder.confirmed")
            // A transaction that was still open would hold this until it ended.
            let other = try await desk.service.ra("card", "--json", "--reader", "1")
            let report = try other.document()
            #expect(report["uuid"]?["value"] == .string(SessionDesk.holderUUID))
            #expect(report["problems"] == [])
        }
    }

    @Test func `the holder's card is sent nothing but what the allow-list admits`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.doSteps { desk.card.modify(PIVCard.self) { $0.unlock() } }
            _ = try await talk.end()
            let commands = (desk.own.exchanges + desk.card.exchanges).map(\.command)
            #expect(commands.allSatisfy { [0xA4, 0xB0, 0xB2, 0xC0, 0xCA, 0xCB, 0x20].contains($0[1]) })
            #expect(commands.filter { $0[1] == 0x20 }.allSatisfy { $0.count == 4 })
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `Ctrl-C ends the session, and other signals lay it aside with its intent open`(number: Int32) async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("step.1")
            talk.conversation.interrupt(with: number)
            let end = try await talk.end()
            let isEnded = number == SIGINT
            #expect(end["outcome"] == (isEnded ? "abandoned" : "laidAside"))
            #expect(end["recorded"] == true && end["checkpoint"]?.string != nil)
            let process = try await talk.conversation.end()
            #expect(process.status == (isEnded ? 2 : 1), "\(process)")
            let open = try await desk.audit("list", "--open", "--format", "json")
            #expect(open.standardOutput.contains("\"intent\"") == !isEnded)
            #expect(try await desk.audit("verify").exitStatus == 0)
        }
    }

    @Test func `answers that are none leave the question standing`() async throws {
        try await SessionDesk.run { desk in
            var talk = Interlocutor(try desk.session("unlock"))
            desk.operatorSlot.insert(desk.own)
            try await talk.until("cim.loggedIn")
            for (line, code) in [
                ("not JSON", "unreadable"), ("{\"key\":\"cim.loggedIn\"}", "unreadable"),
                ("{\"key\":\"holder.email\",\"value\":\"none\"}", "otherKey"),
                ("{\"key\":\"cim.loggedIn\",\"value\":7}", "badValue"),
                ("{\"key\":\"cim.loggedIn\",\"value\":null}", "badValue"),
            ] {
                try talk.conversation.send(line)
                let refused = try await talk.next { $0["type"] == "rejected" }
                #expect(refused["code"] == .string(code))
            }
            try talk.conversation.closeInput()
            let end = try await talk.end()
            #expect(end["outcome"] == "abandoned")
            #expect(end["route"] == .null)
        }
    }

    @Test func `a swapped card is told, and the right one goes on`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("step.1")
            try await desk.exchangeHolder(for: try SessionDesk.nhsCard("000999999999", triesLeft: 0))
            let stopped = try await talk.next { $0["code"] == "cardChanged" }
            #expect(stopped["type"] == "guard")
            try await desk.exchangeHolder(for: desk.card)
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
                  reach: here
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
            try await eventually("the prompt") { session.lines.contains { $0.contains("Insert your own card") } }
            desk.operatorSlot.insert(desk.own)
            try await eventually("the prompt") { session.lines.contains { $0.contains("Insert the holder's card") } }
            desk.holderSlot.insert(desk.card)
            try await eventually("the first step") { session.lines.contains { $0.contains("Your turn.") } }
            desk.card.modify(PIVCard.self) { $0.unlock() }
            let end = try await session.end()
            #expect(end.status == 0)
            let unlocked = "UNLOCKED. Card \(SessionDesk.holderUUID), checked on the card."
            #expect(session.lines.contains { $0.contains(unlocked) })
            #expect(session.lines.allSatisfy { $0.count <= 80 })
            #expect(session.lines.contains { $0.contains("THE HOLDER'S TURN") })
        }
    }
}
