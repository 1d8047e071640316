/// Who owns a socket.
public enum SocketOwner: Hashable, Sendable {
    /// The Unix user whose process opened it.
    case user(UInt32)
    /// No process has it, or the kernel doesn't say.
    case nobody
}

/// The kernel's table of TCP sockets, a line each, as `/proc/net/tcp` and `tcp6` show it (proc_pid_net(5)). Pure.
enum SocketTable {
    private enum Column {
        static let local = 1
        static let remote = 2
        static let user = 7
        static let inode = 9
    }

    /// The owner that one line names.
    ///
    /// - Returns: nothing when the line is about another socket, or can't be read. A socket without an inode belongs to no
    ///   process any more; the kernel shows user 0 for it, which must not pass for root.
    static func owner(of pair: SocketPair, in line: some Sequence<UInt8>) -> SocketOwner? {
        let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: true)
        guard fields.count > Column.inode,
            end(fields[Column.local]) == pair.local, end(fields[Column.remote]) == pair.remote
        else { return nil }
        guard let user = number(fields[Column.user], radix: 10, as: UInt32.self),
            let inode = number(fields[Column.inode], radix: 10, as: UInt64.self), inode != 0
        else { return .nobody }
        return .user(user)
    }

    /// Looks a socket up among lines that come in pieces.
    struct Search {
        /// A line has about 150 bytes; what is far longer isn't one.
        private static let longestLine = 4096

        private let pair: SocketPair
        private let port: [UInt8]
        private var rest: [UInt8] = []
        /// What was found. A line that names nobody doesn't end the search: another may name a user.
        private(set) var found: SocketOwner?

        init(for pair: SocketPair) {
            self.pair = pair
            let digits = String(pair.local.port, radix: 16, uppercase: true)
            port = Array((String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }

        /// Whether more lines could change what was found.
        var isOver: Bool {
            if case .user = found { true } else { false }
        }

        mutating func take(_ bytes: some Collection<UInt8>) {
            rest += bytes
            let newline = UInt8(ascii: "\n")
            guard let last = rest.lastIndex(of: newline) else {
                if rest.count > Self.longestLine { rest = [] }
                return
            }
            for line in rest[..<last].split(separator: newline) where !isOver && mayMatch(line) {
                found = SocketTable.owner(of: pair, in: line) ?? found
            }
            rest.removeFirst(last + 1)
        }

        /// Whether the port stands where the local one does, behind an address of 8 or 32 digits. So a flood's thousands of
        /// lines cost little.
        private func mayMatch(_ line: ArraySlice<UInt8>) -> Bool {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return false }
            return [8, 32].contains { line[colon...].dropFirst(3 + $0).starts(with: port) }
        }
    }

    /// `0100007F:1C8E`: words of the address as this computer stores them, and the port as a number.
    private static func end(_ field: some Collection<UInt8>) -> SocketPair.End? {
        let sides = field.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard sides.count == 2, sides[0].count == 8 || sides[0].count == 32,
            let port = number(sides[1], radix: 16, as: UInt16.self)
        else { return nil }
        var address: [UInt8] = []
        var digits = sides[0][...]
        while !digits.isEmpty {
            guard let word = number(digits.prefix(8), radix: 16, as: UInt32.self) else { return nil }
            withUnsafeBytes(of: word) { address += $0 }
            digits = digits.dropFirst(8)
        }
        return SocketPair.End(address: address, port: port)
    }

    private static func number<Number: FixedWidthInteger>(
        _ digits: some Sequence<UInt8>, radix: Int, as: Number.Type
    ) -> Number? {
        let text = String(decoding: Array(digits), as: UTF8.self)
        // Swift would also take a sign.
        guard text.first.map({ $0.isHexDigit }) ?? false else { return nil }
        return Number(text, radix: radix)
    }
}
