import CardIdentity
import Foundation
import Instants
import PCSC
import PCSCTesting
import TestSupport
import VirtualCards

extension RowGroup {
    /// A whole card read, against OpenSC's tool on the same card, which tells less, and against the bare exchanges.
    static let cardReadings = RowGroup(name: "card") {
        let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        let responder = try PIVCard.nhs(
            uuid: "000123456789", notBefore: now.adding(seconds: -86_400), notAfter: now.adding(seconds: 86_400),
            minimumCertificateSize: 900)
        let card = VirtualCard(atr: PIVCard.atr, latency: .milliseconds(2), responder: responder)
        return try await Desk.run(cards: [card]) { desk in
            let examiner = CardExaminer(service: PCSCService(policy: APDUAllowList.policy)) { now }
            guard let reader = try await examiner.service.readers().first,
                let report = try await examiner.examine(reader), report.uuid != nil
            else { throw PCSCError(.noSmartcard, .connect) }
            let before = card.exchanges.count
            _ = try await openSC(desk)
            let theirCommands = card.exchanges.count - before
            return [
                Row(
                    name: "APDUs for UUID, both certificates and tries left", ours: "\(report.apduCount)",
                    theirs: "\(theirCommands)", ratio: Double(report.apduCount) / Double(theirCommands),
                    bound: "≤ 12", isMet: report.apduCount <= 12),
                try await againstOpenSC(desk, examiner, reader),
                try await againstExchanges(desk, examiner, reader, report),
            ]
        }
    }
}

/// It lists the certificates and doesn't tell the passcode's state.
private func openSC(_ desk: Desk) async throws -> RaProcess.Outcome {
    try await RaProcess.run(
        program: "/usr/bin/pkcs15-tool", ["--list-certificates"], environment: desk.service.environment)
}

/// Theirs has a program's start in it, some milliseconds.
private func againstOpenSC(_ desk: Desk, _ examiner: CardExaminer, _ reader: ReaderSnapshot) async throws -> Row {
    let (ours, theirs) = try await interleave(15, warmUp: 2) {
        _ = try await examiner.examine(reader)
    } theirs: {
        _ = try await openSC(desk)
    }
    return .times(
        "read a card (2 ms an APDU), against pkcs15-tool", ours: ours.median, theirs: theirs.median, atMost: 1)
}

/// The same commands over one connection: what reading takes beside the card's own time.
private func againstExchanges(
    _ desk: Desk, _ examiner: CardExaminer, _ reader: ReaderSnapshot, _ report: CardReport
) async throws -> Row {
    let context = try Context()
    let connection = try context.connect(to: desk.names[0])
    defer { connection.disconnect() }
    let (ours, theirs) = try await interleave(40, warmUp: 4) {
        _ = try await examiner.examine(reader, evenIfInUse: true)
    } theirs: {
        for exchange in report.trace { _ = try connection.transmit(exchange.command, limit: 258) }
    }
    return .times(
        "read a card, against its bare APDUs", ours: ours.median, theirs: theirs.median, atMost: 1.1, orPlus: 5e-3)
}
