import ISO7816
import Instants
import PCSCTesting
import StrictYAML

extension Scenario {
    /// A card of a scenario.
    public struct Card: Hashable, Sendable {
        public enum Kind: String, CaseIterable, Hashable, Sendable {
            /// With the standard PIV application, as series 9 is thought to be.
            case piv
            /// With a PIV application that answers with bytes as given.
            case raw
            /// Without any application that answers: a card that can't be read.
            case blank
            case bank
            /// Doesn't answer a reset: upside down, or broken.
            case mute
        }

        public let id: String
        public let kind: Kind
        /// Nil for what cards of that kind have.
        public let atr: [UInt8]?
        public let latency: Duration
        public let piv: PIV?
        public let raw: RawPIV?
    }

    /// What a PIV application answers, byte for byte.
    public struct RawPIV: Hashable, Sendable {
        /// The whole answer to GET DATA, by the object's tag.
        public let objects: [UInt32: [UInt8]]
        /// The answer to SELECT; nil where it is as on any card.
        public let select: UInt16?
        /// The answer to VERIFY without data; nil where `tries` says it.
        public let counter: UInt16?
        /// Bytes in each piece of an answer; nil for as many as are asked for.
        public let pieceBytes: Int?
        public let tries: Int
    }

    public struct PIV: Hashable, Sendable {
        public let uuid: String
        public let name: String?
        public let certificates: Validity
        public let tries: Int
    }

    /// From when until when certificates are valid.
    public struct Validity: Hashable, Sendable {
        public let from: Moment
        public let until: Moment
    }

    /// A time, absolute or from now.
    public enum Moment: Hashable, Sendable {
        case absolute(UTCInstant)
        case fromNow(seconds: Int64)

        public func instant(now: UTCInstant) -> UTCInstant {
            switch self {
            case .absolute(let instant): instant
            case .fromNow(let seconds): now.adding(seconds: seconds)
            }
        }
    }

    /// What happens to a card from outside its reader, as CIM does it.
    public struct CardChange: Hashable, Sendable {
        /// A new pair of certificates for the same person.
        public let certificates: Validity?
        /// The passcode counter.
        public let tries: Int?
    }
}

// MARK: - Making them

extension Scenario.Card {
    /// - Throws: what making certificates throws.
    func make(now: UTCInstant) throws -> VirtualCard {
        let responder: any CardResponder =
            switch kind {
            case .piv: try piv?.make(now: now) ?? PIVCard(authentication: nil, signing: nil)
            case .raw: raw?.make() ?? PIVCard(authentication: nil, signing: nil)
            case .bank: BankCard()
            case .blank, .mute: BlankCard()
            }
        return VirtualCard(atr: atr ?? kind.atr, latency: latency, isMute: kind == .mute, responder: responder)
    }
}

extension Scenario.Card.Kind {
    var atr: [UInt8] {
        switch self {
        case .piv, .raw, .mute: PIVCard.atr
        case .bank: BankCard.atr
        case .blank: [0x3B, 0x80, 0x80, 0x01, 0x01]  // the shortest with T=0, T=1 and a check byte
        }
    }
}

extension Scenario.PIV {
    func make(now: UTCInstant) throws -> PIVCard {
        try PIVCard.nhs(
            uuid: uuid, name: name, notBefore: certificates.from.instant(now: now),
            notAfter: certificates.until.instant(now: now), triesLeft: tries)
    }
}

extension Scenario.RawPIV {
    func make() -> PIVCard {
        var card = PIVCard(authentication: nil, signing: nil, triesLeft: tries)
        card.objects.merge(objects) { _, given in given }
        if let select { card.faults.insert(.selectAnswer(StatusWord(rawValue: select))) }
        if let counter { card.faults.insert(.counterAnswer(StatusWord(rawValue: counter))) }
        if let pieceBytes { card.faults.insert(.pieces(bytes: pieceBytes)) }
        return card
    }
}

extension Scenario.CardChange {
    /// Leaves the card as it is when certificates can't be made.
    func apply(to card: VirtualCard, as piv: Scenario.PIV, now: UTCInstant) {
        card.modify(PIVCard.self) { card in
            if let tries { card.triesLeft = tries }
            guard let certificates else { return }
            try? card.renew(
                uuid: piv.uuid, name: piv.name, notBefore: certificates.from.instant(now: now),
                notAfter: certificates.until.instant(now: now))
        }
    }
}
