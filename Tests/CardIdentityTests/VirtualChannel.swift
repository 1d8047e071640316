import CardIdentity
import ISO7816
import Instants
import PCSCTesting
import VirtualCards

/// 2026-11-21T03:04:05Z.
let testNow = UTCInstant(secondsSince1970: 1_795_230_245)

/// What the transport says when the card has gone.
struct CardHasLeft: CardProblemCause {
    var cardProblem: CardProblem { CardProblem(.cardLost, "The card left the reader.") }
}

/// A channel to a card in the process, and the record of what the card was sent.
func channel(to card: VirtualCard, isT0: Bool = false) -> CardChannel {
    card.powerOn()
    return CardChannel(isT0: isT0) { command in
        switch card.exchange(command.bytes) {
        case .response(let bytes): bytes
        case .leaves, .silence: throw CardHasLeft()
        }
    }
}

func virtualCard(_ responder: some CardResponder) -> VirtualCard {
    VirtualCard(atr: PIVCard.atr, responder: responder)
}

func nhsCard(
    uuid: String = "000123456789", name: String? = nil, daysLeft: Int64 = 12, triesLeft: Int = 3, size: Int = 900
) throws -> PIVCard {
    try PIVCard.nhs(
        uuid: uuid, name: name, notBefore: testNow.adding(seconds: -700 * 86_400),
        notAfter: testNow.adding(seconds: daysLeft * 86_400), triesLeft: triesLeft, minimumCertificateSize: size)
}

func report(_ responder: some CardResponder, now: UTCInstant = testNow, isT0: Bool = false) -> CardReport {
    let card = virtualCard(responder)
    var channel = channel(to: card, isT0: isT0)
    return CardReport(
        reading: &channel, reader: CardReport.Reader(name: "Reader", index: 0), atr: card.atr, now: now)
}
