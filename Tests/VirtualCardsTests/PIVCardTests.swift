import ISO7816
import Instants
import PCSCTesting
import Testing
import VirtualCards

@Suite struct PIVCardTests {
    private let selectPIV: [UInt8] = [0x00, 0xA4, 0x04, 0x00, 0x05, 0xA0, 0x00, 0x00, 0x03, 0x08, 0x00]
    private let counter: [UInt8] = [0x00, 0x20, 0x00, 0x80]

    private func card(triesLeft: Int = 3) throws -> PIVCard {
        try PIVCard.nhs(
            uuid: "000123456789", notBefore: UTCInstant(secondsSince1970: 0),
            notAfter: UTCInstant(secondsSince1970: 86_400), triesLeft: triesLeft, minimumCertificateSize: 900)
    }

    private func status(_ answer: CardAnswer) throws -> StatusWord {
        guard case .response(let bytes) = answer else { throw APDUError.truncated(0) }
        return try ResponseAPDU(parsing: bytes).status
    }

    @Test func `the counter is told without data, and costs nothing`() throws {
        var card = try card(triesLeft: 2)
        #expect(try status(card.respond(to: counter)) == .conditionsNotSatisfied)
        _ = card.respond(to: selectPIV)
        for _ in 0..<3 { #expect(try status(card.respond(to: counter)).counter == 2) }
        #expect(card.triesLeft == 2)
    }

    @Test func `three wrong entries lock it, and CIM's unlock sets it back`() throws {
        var card = try card()
        _ = card.respond(to: selectPIV)
        for _ in 0..<3 { _ = card.respond(to: counter + [8] + Array("00000000".utf8)) }
        #expect(try status(card.respond(to: counter)) == .authenticationMethodBlocked)
        card.unlock()
        #expect(try status(card.respond(to: counter)).counter == 3)
    }

    @Test func `a verified passcode shows, and ends with another application or a reset`() throws {
        var card = try card()
        card.otherApplications = [[0xA0, 0, 0, 0, 4, 0x10, 0x10]]
        for leave in [[0x00, 0xA4, 0x04, 0x00, 0x05, 0xA0, 0, 0, 0, 4] as [UInt8], nil] {
            _ = card.respond(to: selectPIV)
            _ = card.respond(to: counter + [8] + Array("12345678".utf8))
            _ = card.respond(to: selectPIV)
            #expect(try status(card.respond(to: counter)) == .success)
            if let leave { _ = card.respond(to: leave) } else { card.reset() }
            #expect(!card.isVerified)
        }
    }

    @Test func `a long object comes in parts of what was asked for`() throws {
        var card = try card()
        _ = card.respond(to: selectPIV)
        var command = CommandAPDU(
            ins: 0xCB, p1: 0x3F, p2: 0xFF, data: [0x5C, 3, 0x5F, 0xC1, 0x05], expectedLength: 256)
        var data: [UInt8] = []
        var parts = 0
        while true {
            guard case .response(let bytes) = card.respond(to: try command.encoded()) else { break }
            let response = try ResponseAPDU(parsing: bytes)
            data += response.data
            parts += 1
            guard let waiting = response.status.bytesWaiting else { break }
            command = CommandAPDU(ins: 0xC0, p1: 0, p2: 0, expectedLength: waiting)
        }
        #expect(parts == 4)
        #expect(data == card.objects[0x5FC105])
    }

    @Test func `a renewal gives new certificates`() throws {
        let card = try card()
        var renewed = card
        try renewed.renew(
            uuid: "000123456789", notBefore: UTCInstant(secondsSince1970: 0),
            notAfter: UTCInstant(secondsSince1970: 172_800))
        #expect(renewed.objects[0x5FC105] != card.objects[0x5FC105])
    }
}
