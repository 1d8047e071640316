import Foundation
import PCSCTesting
import Synchronization

/// A slot of a real USB reader in a virtual machine: the card's end of QEMU's `ccid-card-passthru`.
///
/// Make one, then start QEMU with `-chardev socket,path=…` as the client of its socket. What the guest sees is a
/// `usb-ccid` reader on its USB bus, driven by the kernel and libccid. The socket outlives the reader: after
/// `device_del` and `device_add` the host greets again and finds the card still in.
///
/// The protocol doesn't tell the card of a reset or of power, so a card is powered on once, when it goes in; and it has
/// no word for a mute card. The socket is read on a thread of its own, which lives until `close()`.
public final class VSCSlot: CardSlot {
    private struct State {
        var connection: VSCSocket?
        var card: VirtualCard?
        var isClosed = false
        /// Set while the host's answer to our greeting is still to come.
        var expectsGreeting = false
        var refusals = 0
    }

    private let listener: VSCSocket
    private let state = Mutex(State())

    /// Listens on a Unix socket, which is made anew.
    ///
    /// - Throws: `VSCError` when the path can't be used.
    public init(listeningAt path: String) throws(VSCError) {
        listener = try VSCSocket(listeningAt: path)
        let thread = Thread { [self] in
            // One host at a time, as a reader has one cable.
            while let connection = listener.accept() { serve(connection) }
        }
        thread.name = "VSCSlot"
        thread.start()
    }

    /// Ends the thread and the connection. The slot can't be used again.
    public func close() {
        state.withLock { state in
            state.isClosed = true
            state.connection?.shutdown()
        }
        listener.shutdown()
    }

    /// Returns when the host has been told; when there is none, it finds the card when it comes. QEMU takes ATRs that
    /// begin with `3B` or `3F` and have the length that they say, and refuses others; its reader speaks T=0 only.
    ///
    /// Where a card was in, the guest notices the swap only when some time passes between `remove` and `insert`.
    public func insert(_ card: VirtualCard) {
        remove()
        state.withLock { state in
            state.card = card
            state.connection?.send(.atr(of: card))
        }
    }

    public func remove() {
        let removed = state.withLock { state in
            defer { state.card = nil }
            if state.card != nil { state.connection?.send(VSCMessage(kind: .cardRemove)) }
            return state.card
        }
        removed?.powerOff()
    }

    /// Nil also when the card has left by itself.
    public var card: VirtualCard? { state.withLock { $0.card } }

    /// Whether a host is at the other end.
    public var isConnected: Bool { state.withLock { $0.connection != nil } }

    /// How often the host has said that it doesn't take something, an ATR for instance.
    public var refusals: Int { state.withLock { $0.refusals } }

    /// Reads one host's messages until it leaves or says what makes no sense.
    private func serve(_ connection: VSCSocket) {
        let isOpen = state.withLock { state in
            state.connection = connection
            state.expectsGreeting = false
            return !state.isClosed
        }
        while isOpen, let message = connection.receive() {
            switch message.kind {
            case .initialise: greet(connection)
            case .apdu: answer(message.payload, over: connection)
            case .error: if message.errorCode != 0 { state.withLock { $0.refusals += 1 } }
            case .flush: connection.send(VSCMessage(kind: .flushComplete, reader: message.reader))
            case .readerAdd, .readerRemove, .atr, .cardRemove, .flushComplete: break
            }
        }
        state.withLock { $0.connection = nil }
    }

    /// The host greets when its device appears, and again in answer to our greeting.
    private func greet(_ connection: VSCSocket) {
        state.withLock { state in
            state.expectsGreeting.toggle()
            guard state.expectsGreeting else { return }
            connection.send(.hello)
            connection.send(.readerAdd)
            if let card = state.card { connection.send(.atr(of: card)) }
        }
    }

    private func answer(_ command: [UInt8], over connection: VSCSocket) {
        guard let card else { return }
        let answer = card.exchange(command)
        if answer == .leaves {
            // A real reader says that the exchange has failed. QEMU forgets what it owes when a card is removed
            // (ccid_card_card_removed resets its queue), so the answer, an empty one, has to be through before.
            connection.send(VSCMessage(kind: .apdu))
            Thread.sleep(forTimeInterval: 0.1)
        }
        if card.latency > .zero { Thread.sleep(forTimeInterval: card.latency / .seconds(1)) }
        state.withLock { state in
            // Pulled while it was working: nobody is there to answer.
            guard state.card === card else { return }
            switch answer {
            case .response(let bytes):
                connection.send(VSCMessage(kind: .apdu, payload: bytes))
            case .silence:
                break
            case .leaves:
                state.card = nil
                connection.send(VSCMessage(kind: .cardRemove))
            }
        }
    }
}

extension VSCMessage {
    fileprivate static let readerAdd = VSCMessage(
        kind: .readerAdd, reader: noReader, payload: Array("VirtualCards".utf8))

    fileprivate static func atr(of card: VirtualCard) -> VSCMessage {
        VSCMessage(kind: .atr, payload: card.powerOn())
    }
}
