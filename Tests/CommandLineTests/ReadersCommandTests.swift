import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// `ra readers` against the real service.
@Suite struct ReadersCommandTests {
    @Test func `without a service it says so with status 69`() async throws {
        let outcome = try await RaProcess.run(["readers"])
        #expect(outcome.exitStatus == 69)
        #expect(outcome.standardError.hasPrefix("ra: error: The card service can't be reached: PCSCLITE_CSOCK_NAME "))
        #expect(outcome.standardError.contains("ra: hint: "))
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test func `a service that died is told apart from one that was never there`() async throws {
        try await PrivateService.run { service in
            service.kill()
            let outcome = try await service.ra("readers", "--json")
            #expect(outcome.exitStatus == 69)
            #expect(outcome.standardError.contains("PCSCLITE_CSOCK_NAME names "))
            #expect(outcome.standardError.contains(", a socket on which nobody listens."))
        }
    }

    @Test func `a service that hangs is given five seconds`() async throws {
        try await PrivateService.run { service in
            service.pause()
            let start = ContinuousClock.now
            let outcome = try await service.ra("readers")
            #expect(outcome.exitStatus == 69)
            #expect(outcome.standardError.contains("hasn't answered within 5 seconds"))
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    /// `exit` would run it, and it frees what a thread in one of the library's calls still uses: now and then a session
    /// that had been ended by a signal, outcome recorded, had a crash for its exit status.
    @Test func `the program ends without libpcsclite's destructor`() async throws {
        try await PrivateService.run { service in
            // glibc's loader tells of each library that it starts and ends.
            let outcome = try await service.ra("readers", environment: ["LD_DEBUG": "files"])
            #expect(outcome.exitStatus == 0)
            let loader = outcome.standardError.split(separator: "\n").filter { $0.contains("libpcsclite") }
            #expect(loader.contains { $0.contains("calling init:") })
            #expect(!loader.contains { $0.contains("calling fini:") })
        }
    }

    @Test func `no reader is an answer, not an error`() async throws {
        try await PrivateService.run(pairs: 0) { service in
            let people = try await service.ra("readers")
            #expect(people.exitStatus == 0)
            #expect(people.standardOutput == "No smartcard reader is connected.\n")
            #expect(try await service.readers() == [])
        }
    }

    @Test func `the document is as the contract has it`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([VirtualCard(atr: SampleATR.piv, responder: BlankCard())])
            let document = try await service.ra("readers", "--json").document()
            #expect(
                document == [
                    "schemaVersion": 1,
                    "readers": [
                        [
                            "name": "Virtual PCD 00 00", "index": 0, "state": "present",
                            "atr": .string(SampleATR.pivText), "insertionEpoch": 1, "usb": .null, "kind": "virtual",
                        ],
                        [
                            "name": "Virtual PCD 00 01", "index": 1, "state": "empty", "atr": .null,
                            "insertionEpoch": .null, "usb": .null, "kind": "virtual",
                        ],
                    ],
                ])
            #expect(slots[0].card?.exchanges == [], "listing readers sends nothing to a card")
        }
    }

    @Test func `names that are not text are shown escaped, and nothing else of them`() async throws {
        let name = Array("Läser \u{1B}[31m\t".utf8) + [0xFF]
        try await PrivateService.run(friendlyNames: [name]) { service in
            let people = try await service.ra("readers")
            #expect(people.exitStatus == 0)
            #expect(people.standardOutput.contains(#"0  Läser \u{1B}[31m\u{9}\xFF 00 00"#))
            #expect(!people.standardOutput.contains("\u{1B}"))
            let readers = try await service.readers()
            #expect(readers.first?["name"] == #"Läser \u{1B}[31m\u{9}\xFF 00 00"#)
        }
    }

    @Test func `a card that doesn't answer is mute, with what to do`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([VirtualCard(atr: SampleATR.mute, responder: BlankCard())])
            let readers = try await service.readers()
            #expect(readers.first?["state"] == "mute")
            #expect(readers.first?["insertionEpoch"] == 1)
            let people = try await service.ra("readers")
            #expect(people.standardOutput.contains("card does not answer: take it out and insert it again"))
            withExtendedLifetime(slots) {}
        }
    }

    @Test func `a card held by another program is told, exclusively or not`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { service in
                service.useInThisProcess()
                let card = VirtualCard(atr: SampleATR.piv, responder: BlankCard())
                let slots = try await service.insert([card, VirtualCard(atr: SampleATR.piv, responder: BlankCard())])
                let exclusive = try #require(OtherProgram(reader: "Virtual PCD 00 00", exclusive: true))
                let shared = try #require(OtherProgram(reader: "Virtual PCD 00 01", exclusive: false))
                let readers = try await service.readers()
                #expect(readers.map { $0["state"] } == ["exclusive", "inUse"])
                let people = try await service.ra("readers")
                #expect(people.exitStatus == 0)
                #expect(people.standardOutput.contains("card held exclusively by another program"))
                withExtendedLifetime((slots, exclusive, shared)) {}
            }
        }
    }

    @Test func `sixteen readers are listed in the service's order`() async throws {
        try await PrivateService.run(pairs: 8) { service in
            let readers = try await service.readers()
            #expect(readers.count == 16)
            #expect(readers.map { $0["index"] } == (0..<16).map { .integer($0) })
        }
    }

    @Test func `lines fit 80 columns and hold no colour where no terminal is`() async throws {
        let name = Array("A reader with a very long name, much longer than an ordinary one: Smart Card Reader".utf8)
        try await PrivateService.run(friendlyNames: [name]) { service in
            let slots = try await service.insert([VirtualCard(atr: SampleATR.piv, responder: BlankCard())])
            let lines = try await service.ra("readers").standardOutput.split(separator: "\n")
            #expect(lines.count >= 6)
            #expect(lines.allSatisfy { $0.count <= 80 && !$0.contains("\u{1B}") })
            withExtendedLifetime(slots) {}
        }
    }
}
