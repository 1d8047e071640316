import JSON
import PCSC
import Preflight
import ReaderHardware
import Testing

@Suite struct ReaderChecksTests {
    @Test(
        arguments: [
            (0, Finding.Status.fail, Set<Job>([.selfService, .unlock, .renew])),
            (1, .warn, [.unlock, .renew]), (2, .pass, []), (3, .pass, []),
        ] as [(Int, Finding.Status, Set<Job>)])
    func `assisted work needs two readers, self-service one`(
        count: Int, status: Finding.Status, blocks: Set<Job>
    ) async throws {
        let readers = (0..<count).map { AttachedReader.test($0) }
        let finding = try await TestWorkstation(readers: readers).finding("readers.count")
        #expect(finding.status == status)
        #expect(finding.blocks == blocks)
        #expect(finding.remedies.isEmpty == (status == .pass))
    }

    @Test func `the contactless slot of a reader with contacts doesn't count`() async throws {
        let device = try USBReader.test("076b:5422")
        let finding = try await TestWorkstation(readers: [
            .test(0, "HID OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422 Smartcard Reader] 00 00", device: device),
            .test(1, "HID OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422CL Smartcard Reader] 01 00", device: device),
        ]).finding("readers.count")
        #expect(finding.evidence["contactSlots"] == 1)
        #expect(finding.status == .warn)
    }

    @Test func `a reader that can't say its state doesn't count`() async throws {
        let readers = [AttachedReader.test(0), .test(1, flags: .unavailable)]
        #expect(try await TestWorkstation(readers: readers).finding("readers.count").status == .warn)
        let state = try await TestWorkstation(readers: readers).finding("readers.state")
        #expect(state.status == .fail)
        #expect(state.evidence["1"] == "unavailable")
    }

    @Test func `a mute card and an exclusive holder are told with their remedies`() async throws {
        let finding = try await TestWorkstation(readers: [
            .test(0, "A", flags: [.present, .mute]), .test(1, "B", flags: [.present, .exclusive, .inUse], atr: [0x3B]),
        ]).finding("readers.state")
        #expect(finding.status == .warn)
        #expect(finding.summary.contains("What is in A doesn't answer"))
        #expect(finding.summary.contains("holds the card in B for itself"))
        #expect(finding.remedies.count >= 2)
    }

    @Test func `a virtual reader is warned of whenever there is one`() async throws {
        let readers = [AttachedReader.test(0), .test(1, "Virtual PCD 00 00", kind: .virtual)]
        let finding = try await TestWorkstation(readers: readers).finding("readers.virtual")
        #expect(finding.status == .warn)
        #expect(finding.evidence["names"] == ["Virtual PCD 00 00"])
        // "remove" leaves a file that names the driver, and pcscd doesn't start any more.
        #expect(finding.remedies.first?.commands.first == "apt-get purge vsmartcard-vpcd")
        #expect(try await TestWorkstation(readers: [.test(0)]).finding("readers.virtual").status == .pass)
    }

    @Test func `cards are reported with their ATR, and none need be in`() async throws {
        let cards = [
            AttachedReader.test(0, flags: .present, atr: [0x3B, 0x00]), .test(1), .test(2, flags: [.present, .mute]),
        ]
        let finding = try await TestWorkstation(readers: cards).finding("cards.present")
        #expect(finding.status == .pass)
        #expect(finding.evidence == ["0": "3B00", "2": .null])
        #expect(try await TestWorkstation(readers: [.test(0)]).finding("cards.present").status == .pass)
    }

    @Test(arguments: ["readers.count", "readers.state", "readers.virtual", "cards.present", "readers.keyboard"])
    func `what needs the service is skipped without it`(id: String) async throws {
        var test = try TestWorkstation()
        test.workstation.service = Shared { .absent }
        #expect(try await test.finding(id).status == .skip)
    }
}
