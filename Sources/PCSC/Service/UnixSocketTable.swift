import CLinux

/// The system's Unix sockets and who is connected to whom, as the kernel tells any user (sock_diag(7)).
struct UnixSocketTable: Equatable {
    /// Path or abstract name, by inode number.
    private(set) var names: [UInt32: String] = [:]
    /// The other end, by inode number.
    private(set) var peers: [UInt32: UInt32] = [:]

    /// Inodes of the clients' ends of connections to sockets with such a name.
    func clients(ofServer isServer: (String) -> Bool) -> Set<UInt32> {
        Set(peers.compactMap { inode, peer in names[inode].map(isServer) == true ? peer : nil })
    }

    // sock_diag(7), unix_diag.h
    private static let unixFamily: UInt8 = 1
    private static let byFamily: UInt16 = 20
    private static let requestDump: UInt16 = 0x0301
    private static let done: UInt16 = 3
    private static let showNameAndPeer: UInt32 = 1 | 4
    private static let nameAttribute: UInt16 = 0
    private static let peerAttribute: UInt16 = 2

    /// Empty where the kernel doesn't tell, for instance in a container without it.
    static func read() -> UnixSocketTable {
        var table = UnixSocketTable()
        let request = request()
        withUnsafeMutablePointer(to: &table) { table in
            _ = ra_ask_socket_diagnostics(request, Int64(request.count), table) { table, bytes, count in
                guard let table = table?.assumingMemoryBound(to: UnixSocketTable.self) else { return 0 }
                let messages = UnsafeRawBufferPointer(start: bytes, count: Int(count))
                return table.pointee.add(messages: ArraySlice(messages)) ? 1 : 0
            }
        }
        return table
    }

    private static func request() -> [UInt8] {
        var bytes: [UInt8] = []
        func append<Number: FixedWidthInteger>(_ number: Number) {
            withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
        }
        append(UInt32(40))  // nlmsghdr: length, type, flags, sequence, sender
        append(byFamily)
        append(requestDump)
        append(UInt32(1))
        append(UInt32(0))
        append(unixFamily)  // unix_diag_req: family, protocol, padding, states, inode, what to show, cookie
        append(UInt8(0))
        append(UInt16(0))
        append(UInt32.max)
        append(UInt32(0))
        append(showNameAndPeer)
        append(UInt64.max)
        return bytes
    }

    /// Takes in one datagram of netlink messages.
    ///
    /// - Returns: whether more will come.
    mutating func add(messages: ArraySlice<UInt8>) -> Bool {
        var rest = messages
        while let length = rest.number(at: 0, as: UInt32.self), let type = rest.number(at: 4, as: UInt16.self) {
            guard length >= 16, Int(length) <= rest.count, type == Self.byFamily else { return type == Self.byFamily }
            add(socket: rest.dropFirst(16).prefix(Int(length) - 16))
            rest = rest.dropFirst((Int(length) + 3) & ~3)
        }
        return true
    }

    /// One `unix_diag_msg` and its attributes.
    private mutating func add(socket message: ArraySlice<UInt8>) {
        guard let inode = message.number(at: 4, as: UInt32.self) else { return }
        var attributes = message.dropFirst(16)
        while let length = attributes.number(at: 0, as: UInt16.self),
            let type = attributes.number(at: 2, as: UInt16.self), length >= 4, Int(length) <= attributes.count
        {
            let value = attributes.dropFirst(4).prefix(Int(length) - 4)
            switch type {
            case Self.nameAttribute: names[inode] = String(decoding: value.prefix { $0 != 0 }, as: UTF8.self)
            case Self.peerAttribute: peers[inode] = value.number(at: 0, as: UInt32.self)
            default: break
            }
            attributes = attributes.dropFirst((Int(length) + 3) & ~3)
        }
    }
}

extension ArraySlice<UInt8> {
    /// A number in the machine's byte order; nil when the slice is too short.
    fileprivate func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number? {
        guard count >= offset + MemoryLayout<Number>.size else { return nil }
        return withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
    }
}
