import Foundation

/// The sockets on which programs of this computer listen, as the kernel's tables show them (proc_pid_net(5)). Nobody is
/// called for it.
struct SocketTables {
    let files: SystemFiles

    private enum Column {
        static let local = 1
        static let state = 3
        static let user = 7
    }

    /// The users whose programs take connections to a TCP port of 127.0.0.1.
    ///
    /// - Returns: nil where the kernel's table can't be read.
    func listeners(onPort port: UInt16) -> Set<UInt32>? {
        // IPv6 may be switched off; its sockets take connections to 127.0.0.1 too.
        let tables = ["/proc/net/tcp", "/proc/net/tcp6"].compactMap(files.text)
        guard !tables.isEmpty else { return nil }
        let digits = String(port, radix: 16, uppercase: true)
        let end = ":" + String(repeating: "0", count: 4 - digits.count) + digits
        // 127.0.0.1, any address, and the same two by IPv6: words as this processor stores them.
        let locals = Set(
            ["0100007F", "00000000", "0000000000000000FFFF00000100007F", String(repeating: "0", count: 32)].map {
                $0 + end
            })
        var users: Set<UInt32> = []
        for line in tables.joined(separator: "\n").split(separator: "\n") where line.contains(end) {
            let fields = line.split(separator: " ")
            // 0A: it listens.
            guard fields.count > Column.user, locals.contains(String(fields[Column.local])),
                fields[Column.state] == "0A", let user = UInt32(fields[Column.user])
            else { continue }
            users.insert(user)
        }
        return users
    }

    /// Whether a program takes connections to a Unix socket of that path.
    func isListening(on path: String) -> Bool {
        (files.text("/proc/net/unix") ?? "").split(separator: "\n").contains { line in
            let fields = line.split(separator: " ", maxSplits: 7)
            // __SO_ACCEPTCON: it listens.
            return fields.count == 8 && fields[3] == "00010000" && fields[7] == path
        }
    }
}
