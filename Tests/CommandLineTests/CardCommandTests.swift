import Foundation
import Instants
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// `ra card` against the real service.
@Suite struct CardCommandTests {
    private static func card(
        _ uuid: String = "000123456789", daysLeft: Int64 = 12, triesLeft: Int = 3, latency: Duration = .zero,
        faults: Set<PIVCard.Fault> = []
    ) throws -> VirtualCard {
        let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        // Half a day more, so that rounding down gives the number of days all day.
        var responder = try PIVCard.nhs(
            uuid: uuid, name: "ROWE_Sam", notBefore: now.adding(seconds: -700 * 86_400),
            notAfter: now.adding(seconds: daysLeft * 86_400 + 43_200), triesLeft: triesLeft,
            minimumCertificateSize: 900)
        responder.faults = faults
        return VirtualCard(atr: PIVCard.atr, latency: latency, responder: responder)
    }

    @Test func `the document has every field of the contract`() async throws {
        try await PrivateService.run { service in
            let card = try Self.card(triesLeft: 2)
            let slots = try await service.insert([card])
            let outcome = try await service.ra("card", "--json", "--reader", "0")
            let document = try outcome.document()
            #expect(outcome.exitStatus == 0)
            #expect(outcome.standardError.isEmpty)
            #expect(document["schemaVersion"] == 1)
            #expect(document["reader"] == ["name": "Virtual PCD 00 00", "index": 0])
            #expect(document["atr"] == .string(SampleATR.pivText))
            #expect(document["insertionEpoch"] == 1)
            #expect(document["uuid"] == ["value": "000123456789", "source": "piv"])
            #expect(document["series"] == .null)
            #expect(document["passcode"] == ["state": "usable", "triesLeft": 2, "source": "piv"])
            #expect(document["renewal"]?["state"] == "due")
            #expect(document["renewal"]?["daysLeft"] == 12)
            #expect(document["problems"] == [])
            let certificates = try #require(document["certificates"]?.array)
            #expect(certificates.map { $0["use"] } == ["authentication", "signing"])
            #expect(certificates[1]["subject"] == "CN=000123456789_ROWE_Sam,OU=people,O=nhs")
            #expect(certificates[0]["notAfter"] == document["renewal"]?["expiresAt"])
            #expect(
                Set(try #require(certificates[0].object).keys)
                    == ["use", "subject", "issuer", "serialNumber", "notBefore", "notAfter", "source"])
            #expect(document["apduCount"]?.integer == Int64(card.exchanges.count))
            #expect(card.exchanges.count <= 12)
            withExtendedLifetime(slots) {}
        }
    }

    @Test func `without a reader named each card has a line, in the readers' order`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([
                try Self.card("111111111111", latency: .milliseconds(30)), try Self.card("222222222222", daysLeft: -5),
            ])
            let outcome = try await service.ra("card", "--json")
            let lines = outcome.standardOutput.split(separator: "\n")
            let documents = try lines.map { try JSONValue(parsing: Data($0.utf8)) }
            #expect(documents.map { $0["uuid"]?["value"] } == ["111111111111", "222222222222"])
            #expect(documents.map { $0["reader"]?["index"] } == [0, 1])
            #expect(documents.map { $0["renewal"]?["state"] } == ["due", "expired"])
            let second = try await service.ra("card", "--json", "--reader", "00 01").document()
            #expect(second["uuid"]?["value"] == "222222222222")
            withExtendedLifetime(slots) {}
        }
    }

    @Test func `people are told the renewal window in words`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([
                try Self.card(triesLeft: 0), VirtualCard(atr: BankCard.atr, responder: BankCard()),
            ])
            let outcome = try await service.ra("card")
            let lines = outcome.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(outcome.standardOutput.contains("UUID         000123456789, from the card\n"))
            #expect(outcome.standardOutput.contains("Passcode     LOCKED: no tries left\n"))
            #expect(
                lines.contains { $0.hasPrefix("Renewal      due since ") && $0.contains(", 12 days left (expires") })
            #expect(outcome.standardOutput.contains("Note         The card has no PIV application"))
            #expect(lines.allSatisfy { $0.count <= 80 })
            withExtendedLifetime(slots) {}
        }
    }

    @Test func `a trace shows each exchange and explains the answer to reset`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([try Self.card()])
            let document = try await service.ra("card", "--json", "--trace").document()
            let trace = try #require(document["trace"]?.array)
            #expect(Int64(trace.count) == document["apduCount"]?.integer)
            #expect(trace.map { $0["command"] }.contains("00200080"))
            let people = try await service.ra("card", "--trace").standardOutput
            #expect(people.contains("  TA1     97: speed: Fi 512, Di 64, clock up to 5 MHz\n"))
            #expect(people.contains("  TCK     2B: check byte, right\n"))
            #expect(people.contains("> 00 20 00 80\n"))
            withExtendedLifetime(slots) {}
        }
    }

    @Test func `without a card or a reader the answer is no`() async throws {
        try await PrivateService.run { service in
            for (arguments, error) in [
                ([], "There is no card in any reader."),
                (["--reader", "1"], "There is no card in 'Virtual PCD 00 01'."),
                (["--reader", "7"], "There is no reader '7'."),
                (["--reader", "OMNIKEY"], "There is no reader 'OMNIKEY'."),
            ] {
                let outcome = try await RaProcess.run(["card", "--json"] + arguments, environment: service.environment)
                #expect(outcome.exitStatus == 1)
                #expect(outcome.standardOutput.isEmpty)
                #expect(outcome.standardError.hasPrefix("ra: error: \(error)\nra: hint: "))
            }
            let ambiguous = try await service.ra("card", "--reader", "virtual")
            #expect(ambiguous.exitStatus == 64)
            #expect(ambiguous.standardError.contains("these readers are 0, 1."))
        }
        try await PrivateService.run(pairs: 0) { service in
            let outcome = try await service.ra("card")
            #expect(outcome.exitStatus == 1)
            #expect(outcome.standardError.hasPrefix("ra: error: No smartcard reader is connected.\n"))
        }
        #expect(try await RaProcess.run(["card"]).exitStatus == 69)
    }

    @Test func `a card that doesn't answer a reset is told, and gets nothing`() async throws {
        try await PrivateService.run { service in
            let card = VirtualCard(atr: SampleATR.mute, responder: BlankCard())
            let slots = try await service.insert([card])
            let document = try await service.ra("card", "--json").document()
            #expect(document["problems"]?.array?.map { $0["code"] } == ["mute"])
            #expect(document["atr"] == .null, "what is unknown is null")
            #expect(document["apduCount"] == 0)
            #expect(card.exchanges.isEmpty)
            withExtendedLifetime(slots) {}
        }
    }

    @Test(arguments: 1...4)
    func `a card pulled out half-way leaves a report that says so`(command: Int) async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([try Self.card(faults: [.leaves(atCommand: command)])])
            let outcome = try await service.ra("card", "--json")
            #expect(outcome.exitStatus == 0)
            #expect(try outcome.document()["problems"]?.array?.map { $0["code"] } == ["cardLost"])
            withExtendedLifetime(slots) {}
        }
    }

    /// Architecture, invariant 2. VERIFY with data is sent by the other program, which stands for NHS England's.
    @Test func `another program's log-in survives our reading of a card in use, which gets 0 APDUs`() async throws {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { service in
                service.useInThisProcess()
                let card = try Self.card()
                let slots = try await service.insert([card])
                let other = try #require(OtherProgram(reader: "Virtual PCD 00 00", exclusive: false))
                let select: [UInt8] = [0x00, 0xA4, 0x04, 0x00, 0x05, 0xA0, 0x00, 0x00, 0x03, 0x08]
                let verify: [UInt8] = [0x00, 0x20, 0x00, 0x80, 0x08] + Array("12345678".utf8)
                #expect(other.send(select)?.suffix(2) == [0x90, 0x00])
                #expect(other.send(verify) == [0x90, 0x00])
                let before = card.exchanges.count

                let document = try await service.ra("card", "--json").document()
                #expect(document["problems"]?.array?.map { $0["code"] } == ["inUse"])
                #expect(document["apduCount"] == 0)
                #expect(card.exchanges.count == before)
                #expect(other.send([0x00, 0x20, 0x00, 0x80]) == [0x90, 0x00])

                let forced = try await service.ra("card", "--json", "--force-read")
                #expect(forced.standardError.hasPrefix("ra: warning: The card in 'Virtual PCD 00 00' is in use"))
                #expect(try forced.document()["uuid"]?["value"] == "000123456789")
                #expect(try forced.document()["problems"]?.array?.map { $0["code"] } == ["readWhileInUse"])
                #expect(try forced.document()["passcode"]?["state"] == "usable")
                // PIV selected again keeps its log-in (SP 800-73-4 part 2 §3.1.1).
                #expect(other.send([0x00, 0x20, 0x00, 0x80]) == [0x90, 0x00])
                withExtendedLifetime((slots, other)) {}
            }
        }
    }

    @Test func `a card held exclusively is told with 0 APDUs, even when reading is forced`() async throws {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { service in
                service.useInThisProcess()
                let card = try Self.card()
                let slots = try await service.insert([card])
                let other = try #require(OtherProgram(reader: "Virtual PCD 00 00", exclusive: true))
                for arguments in [["card", "--json"], ["card", "--json", "--force-read"]] {
                    let outcome = try await RaProcess.run(arguments, environment: service.environment)
                    // found: F3
                    let problems = try #require(try outcome.document()["problems"]?.array)
                    #expect(problems.map { $0["code"] } == ["inUse"])
                    #expect(arguments.count == 2 || problems[0]["message"]?.string?.contains("was not read") == true)
                    #expect(card.exchanges.isEmpty)
                }
                withExtendedLifetime((slots, other)) {}
            }
        }
    }
}
