import Foundation
import PCSCTesting
import Synchronization

/// A slot of vpcd, the virtual reader driver of Debian's `vsmartcard-vpcd`, behind the real pcscd. The driver listens
/// on one TCP port for each slot; a card that is in is a connection to it.
///
/// While a card is in, one thread serves it and connects anew when the service restarts. The driver looks for cards
/// every 400 ms (pcscd's polling rate), so clients see an insertion or removal up to that much later.
public final class VPCDSlot: CardSlot {
    /// The driver's TCP port on this machine. As installed by Debian: 35963 and 35964.
    public let port: UInt16
    private let insertion = Mutex<VPCDInsertion?>(nil)

    public init(port: UInt16) {
        self.port = port
    }

    deinit {
        remove()
    }

    public func insert(_ card: VirtualCard) {
        remove()
        let insertion = VPCDInsertion(card: card, port: port)
        self.insertion.withLock { $0 = insertion }
        Thread.detachNewThread { insertion.serve() }
    }

    /// Returns when the connection is closed.
    public func remove() {
        let insertion = insertion.withLock { insertion in
            defer { insertion = nil }
            return insertion
        }
        insertion?.end()
    }

    /// Nil also when the card has left by itself.
    public var card: VirtualCard? {
        insertion.withLock { $0 }.flatMap { $0.isOver ? nil : $0.card }
    }
}
