import Foundation
import PCSCTesting
import Synchronization

/// One card's stay in a vpcd slot: from connecting to the driver until it is taken out.
///
/// The driver's messages have a length of two bytes, big-endian, in front. A message of one byte is a control code,
/// and of those only the request for the ATR has an answer; any other message is a command APDU
/// (vsmartcard, `virtualsmartcard/src/vpcd/vpcd.h`).
final class VPCDInsertion: Sendable {
    let card: VirtualCard
    private let port: UInt16
    private let state = Mutex(State())
    private let ended = DispatchSemaphore(value: 0)

    private struct State {
        var descriptor: Int32?
        var isOver = false
    }

    private enum Control: UInt8 {
        case powerOff = 0
        case powerOn = 1
        case reset = 2
        case atr = 4
    }

    /// How often a driver that doesn't listen, for instance while its service restarts, is tried again.
    private static let retryInterval = Duration.milliseconds(20)

    init(card: VirtualCard, port: UInt16) {
        self.card = card
        self.port = port
    }

    var isOver: Bool { state.withLock { $0.isOver } }

    /// Takes the card out and waits until its thread has let go of the connection.
    func end() {
        state.withLock { state in
            state.isOver = true
            if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
        ended.wait()
        ended.signal()
    }

    /// The thread's work.
    func serve() {
        while !isOver {
            if let connection = LoopbackConnection(port: port) {
                let mayServe = state.withLock { state in
                    state.descriptor = connection.descriptor
                    return !state.isOver
                }
                if mayServe { answerMessages(on: connection) }
                state.withLock { $0.descriptor = nil }
                // Closed no earlier: the number of a closed one may belong to another file when `end` shuts it down.
                _ = consume connection
                card.powerOff()
            } else {
                sleep(for: VPCDInsertion.retryInterval)
            }
        }
        ended.signal()
    }

    /// Until the card leaves or the driver goes.
    private func answerMessages(on connection: borrowing LoopbackConnection) {
        while let message = connection.receiveMessage() {
            guard let answer = answer(to: message) else { continue }
            switch answer {
            case .response(let bytes):
                guard connection.send(message: bytes) else { return }
            case .silence:
                continue
            case .leaves:
                state.withLock { $0.isOver = true }
                return
            }
        }
    }

    /// Nil where the driver expects no answer.
    private func answer(to message: [UInt8]) -> CardAnswer? {
        guard message.count == 1, let control = Control(rawValue: message[0]) else {
            let answer = card.exchange(message)
            sleep(for: card.latency)
            return answer
        }
        switch control {
        case .powerOff: card.powerOff()
        case .powerOn, .reset: card.powerOn()
        case .atr: return .response(card.isMute ? VPCDInsertion.muteATR : card.atr)
        }
        return nil
    }

    /// Longer than any ATR may be (33 bytes): the service finds a card that doesn't answer to reset. An empty one
    /// would count as no card.
    private static let muteATR = [UInt8](repeating: 0, count: 64)

    private func sleep(for duration: Duration) {
        guard duration > .zero else { return }
        let (seconds, attoseconds) = duration.components
        Thread.sleep(forTimeInterval: Double(seconds) + Double(attoseconds) * 1e-18)
    }
}
