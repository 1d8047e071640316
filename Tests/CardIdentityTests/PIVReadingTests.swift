import CardIdentity
import ISO7816
import Instants
import PCSCTesting
import Testing
import VirtualCards

@Suite struct PIVReadingTests {
    @Test func `a card tells UUID, certificates, passcode state and renewal window`() throws {
        let report = report(try nhsCard(name: "ROWE_Sam", daysLeft: 12, triesLeft: 2))
        #expect(report.problems == [])
        #expect(report.uuid == Sourced(try #require(SmartcardUUID("000123456789")), source: .piv))
        #expect(report.certificates.map(\.use) == [.authentication, .signing])
        #expect(report.passcode == PasscodeState(state: .usable, triesLeft: 2, source: .piv))
        #expect(report.renewal.state == .due)
        #expect(report.renewal.daysLeft == 12)
    }

    /// Issue: "at most 12 short APDUs with 900-byte certificates".
    @Test(arguments: [false, true])
    func `the whole report takes at most 12 APDUs, all short and all allowed`(isT0: Bool) throws {
        let card = virtualCard(try nhsCard(size: 900))
        var channel = channel(to: card, isT0: isT0)
        let report = CardReport(
            reading: &channel, reader: CardReport.Reader(name: "R", index: 0), atr: card.atr, now: testNow)
        #expect(report.uuid != nil)
        #expect(report.apduCount <= 12)
        #expect(card.exchanges.count == report.apduCount)
        for exchange in card.exchanges {
            let command = try CommandAPDU(parsing: exchange.command)
            #expect(exchange.command.count <= 261)
            #expect([0xA4, 0xCB, 0xC0, 0x20].contains(command.ins))
            #expect(command.ins != 0x20 || exchange.command.count == 4)
        }
    }

    @Test(
        arguments: [
            (nil, 3, PasscodeState(state: .usable, triesLeft: 3, source: .piv)),
            (nil, 1, PasscodeState(state: .usable, triesLeft: 1, source: .piv)),
            (nil, 0, PasscodeState(state: .locked, triesLeft: 0, source: .piv)),
            (0x63C0, 3, PasscodeState(state: .locked, triesLeft: 0, source: .piv)),
            (0x9000, 3, PasscodeState(state: .usable, source: .piv, isVerified: true)),
            (0x6D00, 3, .unknown), (0x6982, 3, .unknown), (0x6700, 3, .unknown), (0x6300, 3, .unknown),
            (0x6C08, 3, .unknown), (0x6108, 3, .unknown),
        ] as [(UInt16?, Int, PasscodeState)])
    func `the passcode's state is what the counter says, or unknown`(
        status: UInt16?, triesLeft: Int, expected: PasscodeState
    ) throws {
        var card = try nhsCard(triesLeft: triesLeft)
        if let status { card.faults = [.counterAnswer(StatusWord(rawValue: status))] }
        let report = report(card)
        #expect(report.passcode == expected)
        #expect(report.has(.passcodeStateRefused) == (expected.state == .unknown))
        #expect(report.uuid != nil)
    }

    @Test func `a compressed certificate is unpacked`() throws {
        let validity = (testNow.adding(seconds: -86_400), testNow.adding(seconds: 86_400))
        let der = try PIVCertificate(
            commonName: "000123456789", use: .authentication, notBefore: validity.0, notAfter: validity.1
        ).der()
        var card = PIVCard(authentication: nil, signing: nil)
        card.objects[0x5FC105] =
            BERTLV(
                tag: 0x53,
                value: BERTLV(tag: 0x70, value: gzip(der)).encoded + [0x71, 0x01, 0x01, 0xFE, 0x00]
            ).encoded
        #expect(report(card).uuid?.value.digits == "000123456789")
    }

    @Test func `a compressed certificate that would fill the memory is a problem`() {
        var card = PIVCard(authentication: nil, signing: nil)
        card.objects[0x5FC105] =
            BERTLV(
                tag: 0x53,
                value: BERTLV(tag: 0x70, value: gzip([UInt8](repeating: 0, count: 5_000_000))).encoded + [0x71, 1, 1]
            ).encoded
        #expect(report(card).has(.certificateUnreadable))
    }

    @Test func `a card whose passcode is the global one is asked for that`() throws {
        var nhs = try nhsCard()
        nhs.objects[0x7E] = BERTLV(tag: 0x7E, value: [0x5F, 0x2F, 0x02, 0x60, 0x20]).encoded
        let card = virtualCard(nhs)
        var channel = channel(to: card)
        _ = CardReport(reading: &channel, reader: CardReport.Reader(name: "R", index: 0), atr: [], now: testNow)
        #expect(card.exchanges.map(\.command).contains([0x00, 0x20, 0x00, 0x00]))
    }

    /// A counter that a bank card counts down would be spent by asking.
    @Test func `a card without PIV is never asked for its passcode counter`() {
        let card = virtualCard(BankCard())
        var channel = channel(to: card)
        let report = CardReport(
            reading: &channel, reader: CardReport.Reader(name: "R", index: 0), atr: [], now: testNow)
        #expect(report.has(.notReadable))
        #expect(card.modify(BankCard.self) { $0.triesLeft } == 3)
        #expect(card.exchanges.count == 1)
    }

    @Test func `a blank card is not readable, in one APDU`() {
        let report = report(BlankCard())
        #expect(report.problems.map(\.code) == [.notReadable])
        #expect(report.apduCount == 1)
    }

    @Test func `containers that aren't there or are empty are told`() throws {
        var card = try nhsCard()
        card.objects[0x5FC10A] = nil
        #expect(report(card).problems.map(\.code) == [.certificateMissing])
        card.objects[0x5FC10A] = [0x53, 0x00]
        #expect(report(card).problems.map(\.code) == [.certificateMissing])
        card.objects[0x5FC105] = nil
        #expect(report(card).problems.map(\.code) == [.noCertificates])
    }

    @Test(arguments: [
        PIVCard.Fault.truncatedTLV, .wrongLengths, .endless61, .endless6C, .hugeObjects, .garbage,
        .short(bytes: 0, atCommand: 4), .short(bytes: 1, atCommand: 4), .short(bytes: 2, atCommand: 1),
    ])
    func `a broken card gives problems, no UUID, and a bounded number of APDUs`(fault: PIVCard.Fault) throws {
        var card = try nhsCard()
        card.faults = [fault]
        let report = report(card)
        #expect(report.uuid == nil)
        #expect(!report.problems.isEmpty)
        #expect(report.renewal == .unknown)
        #expect(report.apduCount <= CardChannel.mostCommands)
    }

    @Test(arguments: 1...11)
    func `a card pulled out at any command is said to be lost, and what was read stays`(command: Int) throws {
        var card = try nhsCard()
        card.faults = [.leaves(atCommand: command)]
        let report = report(card)
        #expect(report.has(.cardLost))
        #expect(report.renewal == .unknown)
        #expect(report.apduCount == command)
        #expect((report.passcode.state == .usable) == (command > 3))
    }

    @Test func `two applications on a card are told apart`() throws {
        var card = try nhsCard()
        card.otherApplications = [[0xA0, 0, 0, 0, 4, 0x10, 0x10]]
        #expect(report(card).problems == [])
    }
}
