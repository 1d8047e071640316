import NIOCore

/// The two ends of a connection, as the other side's socket sees them.
public struct SocketPair: Hashable, Sendable {
    /// One end: an address, of 4 bytes where IPv6 only wraps IPv4, and a port.
    public struct End: Hashable, Sendable {
        /// In the network's order.
        public let address: [UInt8]
        /// As a number.
        public let port: UInt16

        /// Takes the wrapping off where there is one.
        public init(address: [UInt8], port: UInt16) {
            let wrapper: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
            self.address = address.count == 16 && address.starts(with: wrapper) ? Array(address.suffix(4)) : address
            self.port = port
        }
    }

    /// The end whose owner is asked for.
    public let local: End
    /// The end that it is connected to.
    public let remote: End

    /// A connection by its ends.
    public init(local: End, remote: End) {
        self.local = local
        self.remote = remote
    }

    /// Of an accepted connection: its peer's socket has both ends the other way round.
    init?(peerOf channel: any Channel) {
        guard let peer = channel.remoteAddress.flatMap(End.init), let own = channel.localAddress.flatMap(End.init)
        else {
            return nil
        }
        self.init(local: peer, remote: own)
    }
}

extension SocketPair.End {
    /// Of an IPv4 address, the only kind that a page listens on.
    init?(_ address: SocketAddress) {
        guard let port = address.port.flatMap(UInt16.init(exactly:)), let text = address.ipAddress else { return nil }
        let bytes = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard bytes.count == 4, !bytes.contains(nil) else { return nil }
        self.init(address: bytes.compactMap(\.self), port: port)
    }
}
