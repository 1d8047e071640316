import Foundation
import SystemPackage

/// Rule 4: loopback is shared by everybody on the computer, so only processes of the same user get through, and root's.
public struct PeerCheck: Sendable {
    /// What a check says.
    public enum Verdict: Hashable, Sendable {
        /// A process of the same user, or of root.
        case passes
        /// Anybody else, and who.
        case refused(SocketOwner)
    }

    /// Who owns a socket. Injected; called on a thread that may block.
    public var owner: @Sendable (SocketPair) -> SocketOwner
    /// The user who gets through.
    public var user: UInt32

    /// A check by the caller's own knowledge.
    public init(user: UInt32, owner: @escaping @Sendable (SocketPair) -> SocketOwner) {
        self.user = user
        self.owner = owner
    }

    /// The check by the kernel's tables, for this process's user.
    public static let system = PeerCheck(user: UInt32(geteuid())) { SocketTableReader.system.owner(of: $0) }

    /// Looks the owner up. May block.
    func verdict(_ pair: SocketPair) -> Verdict {
        let owner = owner(pair)
        return owner == .user(user) || owner == .user(0) ? .passes : .refused(owner)
    }
}

/// Reads the kernel's tables.
struct SocketTableReader {
    /// `tcp6` too: a program may reach 127.0.0.1 by an IPv6 socket, as ::ffff:127.0.0.1.
    static let system = SocketTableReader(tables: ["/proc/net/tcp", "/proc/net/tcp6"])

    /// In this order.
    let tables: [String]

    /// Looks twice before it says that there is no such socket: while others come and go, the kernel may skip a line.
    func owner(of pair: SocketPair) -> SocketOwner { look(for: pair) ?? look(for: pair) ?? .nobody }

    private func look(for pair: SocketPair) -> SocketOwner? {
        var search = SocketTable.Search(for: pair)
        for table in tables where !search.isOver {
            // A table that can't be read has nobody in it. IPv6 may be switched off.
            try? read(FilePath(table), into: &search)
        }
        return search.found
    }

    private func read(_ table: FilePath, into search: inout SocketTable.Search) throws {
        let file = try FileDescriptor.open(table, .readOnly, options: .closeOnExec)
        try file.closeAfter {
            var bytes = [UInt8](repeating: 0, count: 64 * 1024)
            while !search.isOver {
                let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { break }
                search.take(bytes[..<count])
            }
        }
    }
}
