import Synchronization

/// A card in software: an ATR, a responder, and a record of what it was sent. The same card answers behind every
/// transport: in the process, through vpcd, over USB.
///
/// Safe to use from several threads; one exchange at a time, as on a card.
public final class VirtualCard: Sendable {
    /// One command and its answer.
    public struct Exchange: Hashable, Sendable {
        /// As it came over the line.
        public let command: [UInt8]
        /// What the card did about it.
        public let answer: CardAnswer

        /// An exchange from its parts, for recordings.
        public init(command: [UInt8], answer: CardAnswer) {
            self.command = command
            self.answer = answer
        }
    }

    private struct State {
        var responder: any CardResponder
        var exchanges: [Exchange] = []
        var isPowered = false
        var powerOns = 0
    }

    /// The bytes that answer a reset; not checked, since a faulty card is one to test with.
    public let atr: [UInt8]
    /// How long the card takes over each answer.
    public let latency: Duration
    /// True for a card that doesn't answer a reset, as one that is upside down: its reader sees it and nothing more.
    public let isMute: Bool
    private let state: Mutex<State>

    /// A card without power.
    ///
    /// - Parameters:
    ///   - atr: the bytes that answer a reset; not checked.
    ///   - latency: how long the card takes over each answer.
    ///   - isMute: whether it doesn't answer a reset.
    ///   - responder: what it does with commands.
    public init(
        atr: [UInt8], latency: Duration = .zero, isMute: Bool = false, responder: any CardResponder = BlankCard()
    ) {
        self.atr = atr
        self.latency = latency
        self.isMute = isMute
        state = Mutex(State(responder: responder))
    }

    /// Power on, or reset when it is on already. The ATR.
    @discardableResult
    public func powerOn() -> [UInt8] {
        state.withLock { state in
            state.responder.reset()
            state.isPowered = true
            state.powerOns += 1
        }
        return atr
    }

    /// Takes the power away: nothing is selected or verified any more.
    public func powerOff() {
        state.withLock { state in
            state.responder.reset()
            state.isPowered = false
        }
    }

    /// One command APDU and its answer. The caller waits out `latency`, so that no lock is held meanwhile.
    public func exchange(_ command: [UInt8]) -> CardAnswer {
        state.withLock { state in
            let answer = state.responder.respond(to: command)
            state.exchanges.append(Exchange(command: command, answer: answer))
            return answer
        }
    }

    /// Every exchange since the card was made, oldest first.
    public var exchanges: [Exchange] { state.withLock { $0.exchanges } }

    /// Frees the record, for measurements that make very many exchanges.
    public func forgetExchanges() { state.withLock { $0.exchanges = [] } }

    /// Whether the card has power.
    public var isPowered: Bool { state.withLock { $0.isPowered } }

    /// How often the card was powered on or reset. pcscd powers a card for some 0.4 s when it is put in, and then lets it
    /// rest, so whoever waits for a card to be seen waits for this.
    public var powerOns: Int { state.withLock { $0.powerOns } }

    /// Changes the card from outside its reader, as the service behind CIM does: a new certificate, a counter set back.
    ///
    /// - Returns: nil when the responder is of another type.
    @discardableResult
    public func modify<Responder: CardResponder, Result>(
        _ type: Responder.Type, _ change: (inout Responder) -> Result
    ) -> Result? {
        state.withLock { state in
            guard var responder = state.responder as? Responder else { return nil }
            let result = change(&responder)
            state.responder = responder
            return result
        }
    }
}
