import CardIdentity
import Instants
import JSON
import PCSCTesting
import Testing
import VirtualCards

/// Issue: what follows from the certificates together.
@Suite struct CertificateRulesTests {
    private func certificate(
        _ commonName: String = "000123456789", _ use: PIVCertificate.Use = .authentication, daysLeft: Int64 = 12,
        startedDaysAgo: Int64 = 700, organization: String = "nhs"
    ) throws -> [UInt8] {
        var certificate = PIVCertificate(
            commonName: commonName, use: use, notBefore: testNow.adding(seconds: -startedDaysAgo * 86_400),
            notAfter: testNow.adding(seconds: daysLeft * 86_400))
        certificate.organization = organization
        certificate.issuerOrganization = organization
        return try certificate.der()
    }

    @Test func `two different UUIDs are a problem and not a choice`() throws {
        let card = PIVCard(authentication: try certificate(), signing: try certificate("999999999999_X", .signing))
        let report = report(card)
        #expect(report.holder == .several)
        #expect(report.uuid == nil)
        #expect(report.has(.uuidConflict))
    }

    // found: P2, F2
    @Test func `two UUIDs in one name are a conflict, and the other certificate's isn't taken`() throws {
        var authentication = PIVCertificate(
            commonName: "000123456789", use: .authentication, notBefore: testNow, notAfter: testNow.adding(seconds: 1))
        authentication.furtherCommonName = "000999999999"
        let report = report(
            PIVCard(authentication: try authentication.der(), signing: try certificate("000123456789_X", .signing)))
        #expect(report.certificates.first?.uuids.map(\.digits) == ["000123456789", "000999999999"])
        #expect(report.holder == .several)
        #expect(report.has(.uuidConflict))
    }

    // found: P2
    @Test func `a card that can't say whose it is has no conflict`() throws {
        #expect(report(BlankCard()).holder == .nobody)
        let nameless = report(PIVCard(authentication: try certificate("ROWE Sam"), signing: nil))
        #expect(nameless.holder == .nobody)
        #expect(!nameless.has(.uuidConflict))
    }

    @Test(arguments: [(12, 200, 12), (200, 12, 12), (-1, 200, -1)] as [(Int64, Int64, Int)])
    func `the earliest end counts, whichever certificate has it`(first: Int64, second: Int64, days: Int) throws {
        let card = PIVCard(
            authentication: try certificate(daysLeft: first),
            signing: try certificate("000123456789_X", .signing, daysLeft: second))
        #expect(report(card).renewal.daysLeft == days)
    }

    @Test func `another organisation's certificate is reported and not used`() throws {
        let card = PIVCard(
            authentication: try certificate(),
            signing: try certificate("111111111111", .signing, daysLeft: 1, organization: "bank"))
        let report = report(card)
        #expect(report.certificates.count == 2)
        #expect(report.uuid?.value.digits == "000123456789")
        #expect(report.renewal.daysLeft == 12)
        #expect(report.has(.foreignCertificate))
        #expect(report.has(.certificateMissing))
    }

    @Test func `use follows key usage and not the container`() throws {
        let card = PIVCard(authentication: try certificate("000123456789_X", .signing), signing: try certificate())
        #expect(report(card).certificates.map(\.use) == [.signing, .authentication])
    }

    /// The certificate that can't be read might end first.
    @Test func `with one certificate unreadable only "expired" is certain`() throws {
        var card = PIVCard(authentication: try certificate(daysLeft: 12), signing: [0x30, 0x03, 1, 2, 3])
        #expect(report(card).renewal == .unknown)
        #expect(report(card).has(.certificateUnreadable))
        #expect(report(card).uuid != nil)
        card = PIVCard(authentication: try certificate(daysLeft: -3), signing: [0x30, 0x03, 1, 2, 3])
        #expect(report(card).renewal.state == .expired)
    }

    @Test func `a clock before every date is said`() throws {
        let card = PIVCard(
            authentication: try certificate(), signing: try certificate("000123456789_X", .signing))
        let early = report(card, now: UTCInstant(secondsSince1970: 0))
        #expect(early.has(.notYetValid))
        #expect(early.renewal.state == .notDue)
        #expect(report(card, now: UTCInstant(secondsSince1970: 9_000_000_000)).renewal.state == .expired)
    }

    @Test func `the document has the contract's keys, and null for what is unknown`() throws {
        let line = try report(BlankCard()).json().line()
        #expect(
            line
                == #"{"apduCount":1,"atr":"3BD6970081B1FE451F878031C152411A2B","certificates":[],"insertionEpoch":null,"#
                + #""passcode":{"source":null,"state":"unknown","triesLeft":null},"#
                + #""problems":[{"code":"notReadable","message":"The card has no PIV application, so its UUID and certificates can't be read."}],"#
                + #""reader":{"index":0,"name":"Reader"},"#
                + #""renewal":{"daysLeft":null,"expiresAt":null,"opensAt":null,"state":"unknown"},"#
                + #""schemaVersion":1,"series":null,"uuid":null}"#)
    }

    @Test func `a trace shows every exchange`() throws {
        let report = report(try nhsCard())
        let trace = try #require(report.json(withTrace: true)["trace"]?.array)
        #expect(trace.count == report.apduCount)
        #expect(trace.first?["command"]?.string == "00A404000BA00000030800001000010000")
    }
}
