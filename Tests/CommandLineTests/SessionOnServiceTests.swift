import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// What a guided session lives through on the real service.
@Suite struct SessionOnServiceTests {
    @Test func `a service that is killed and comes back goes on with the same two cards`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("step.1")
            let commandsBefore = desk.own.exchanges.count
            desk.service.kill()
            try await talk.next { $0["type"] == "guard" && $0["code"] == "serviceLost" }
            try talk.conversation.answer("step.1", "done")
            #expect(try await talk.next { $0["type"] == "rejected" }["code"] == "noQuestion")
            try desk.service.start()
            try await talk.next { $0["type"] == "restored" && $0["code"] == "serviceLost" }
            try await talk.doSteps { desk.card.modify(PIVCard.self) { $0.unlock() } }
            let end = try await talk.end()
            #expect(end["outcome"] == "verified")
            #expect(desk.own.exchanges.count == commandsBefore, "the operator's card was read again")
            #expect(try await talk.conversation.end().status == 0)
            #expect(try await desk.audit("verify").exitStatus == 0)
        }
    }

    @Test func `another card that is in when the service comes back is not taken for the holder's`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("step.1")
            desk.service.kill()
            try await talk.next { $0["code"] == "serviceLost" }
            desk.holderSlot.insert(try SessionDesk.nhsCard("000999999999", triesLeft: 0))
            try desk.service.start()
            try await talk.next { $0["type"] == "guard" && $0["code"] == "cardChanged" }
            try await desk.exchangeHolder(for: desk.card)
            try await talk.next { $0["type"] == "restored" && $0["code"] == "cardChanged" }
            try await talk.doSteps { desk.card.modify(PIVCard.self) { $0.unlock() } }
            #expect(try await talk.end()["outcome"] == "verified")
        }
    }

    @Test func `an expired card is renewed with the holder's and the operator's card in`() async throws {
        try await SessionDesk.run { desk in
            let expired = try SessionDesk.nhsCard(SessionDesk.holderUUID, daysLeft: -3)
            var talk = try await desk.loggedIn("renew", holder: expired)
            talk.answers["holder.passcodeKnown"] = true
            try await talk.doSteps { try SessionDesk.renew(expired) }
            let end = try await talk.end()
            #expect(end["route"] == "assisted-renewal")
            #expect(end["outcome"] == "verified")
            #expect(try await talk.conversation.end().status == 0)
        }
    }

    @Test func `a card of one's own is renewed in one reader, and one person stands in the log`() async throws {
        try await SessionDesk.run { desk in
            var talk = Interlocutor(try desk.session("renew", options: ["--own-card"]))
            talk.answers["holder.passcodeKnown"] = true
            desk.card.modify(PIVCard.self) { $0.unlock() }
            desk.operatorSlot.insert(desk.card)
            try await talk.doSteps { try desk.renewCard() }
            let end = try await talk.end()
            #expect(end["route"] == "self-renew")
            #expect(end["outcome"] == "verified")
            #expect(try await talk.conversation.end().status == 0)
            let list = try await desk.audit("list", "--operator", SessionDesk.holderUUID, "--format", "json")
            #expect(list.standardOutput.contains("\"outcome\""))
        }
    }
}
