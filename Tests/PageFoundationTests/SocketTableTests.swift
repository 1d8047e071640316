import Testing

@testable import PageFoundation

/// Rule 4: what the kernel's tables say, and what they don't.
@Suite struct SocketTableTests {
    private let pair = SocketPair(
        local: SocketPair.End(address: [127, 0, 0, 1], port: 0xD2F0),
        remote: SocketPair.End(address: [127, 0, 0, 1], port: 7310))

    /// As a little-endian computer shows it; the tests run on such.
    private static let rest = "00000000:00000000 00:00000000 00000000"

    private static func line(
        local: String = "0100007F:D2F0", remote: String = "0100007F:1C8E", user: String = "1000", inode: String = "4711"
    ) -> String { "   4: \(local) \(remote) 01 \(rest)  \(user)        0 \(inode) 1 0000000000000000 20 4 30 10 -1" }

    private static let wrapped = "0000000000000000FFFF00000100007F"

    @Test(arguments: [
        (line(), SocketOwner.user(1000)), (line(user: "0"), .user(0)), (line(user: "4294967295"), .user(.max)),
        (line(user: "0", inode: "0"), .nobody), (line(inode: "0"), .nobody), (line(inode: "x"), .nobody),
        (line(user: "-1"), .nobody), (line(user: "+1000"), .nobody), (line(user: "4294967296"), .nobody),
        (line(local: wrapped + ":D2F0", remote: wrapped + ":1C8E"), .user(1000)),
    ])
    func `a line names a socket's owner`(line: String, owner: SocketOwner) {
        #expect(SocketTable.owner(of: pair, in: line.utf8) == owner)
    }

    @Test(arguments: [
        "", " ", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
        line(local: "0100007F:D2F1"), line(remote: "0100007F:1C8F"), line(local: "0200007F:D2F0"),
        // The other end of the same connection: the server's own socket.
        line(local: "0100007F:1C8E", remote: "0100007F:D2F0"),
        line(local: "0100007F"), line(local: "0100007F:"), line(local: "0100007F:D2F0:1"), line(local: ":D2F0"),
        line(local: "100007F:D2F0"), line(local: "0100007G:D2F0"), line(local: "0100007F:1D2F0"),
        line(local: "+100007F:D2F0"),
        line(local: String(repeating: "0", count: 24) + "0100007F:D2F0"), "4: 0100007F:D2F0 0100007F:1C8E 01",
    ])
    func `a line about another socket, or about none, says nothing`(line: String) {
        #expect(SocketTable.owner(of: pair, in: line.utf8) == nil)
    }

    @Test(arguments: [1, 2, 3, 7, 100, 4096]) func `a table is read in pieces of any size`(size: Int) {
        let other = Self.line(local: "0100007F:0001") + "\n"
        let table = Array((String(repeating: other, count: 30) + Self.line() + "\n" + other).utf8)
        var search = SocketTable.Search(for: pair)
        for start in stride(from: 0, to: table.count, by: size) {
            search.take(table[start..<min(start + size, table.count)])
        }
        #expect(search.found == .user(1000))
    }

    @Test func `a socket that nobody has any more doesn't hide the one that somebody has`() {
        var search = SocketTable.Search(for: pair)
        search.take(Array((Self.line(user: "0", inode: "0") + "\n").utf8))
        #expect(search.found == .nobody && !search.isOver)
        search.take(Array((Self.line() + "\n" + Self.line(user: "0") + "\n").utf8))
        #expect(search.found == .user(1000))
    }

    @Test(arguments: [UInt16(1), 80, 7310, 65535]) func `ports of any length are found, in both tables`(port: UInt16) {
        let loopback: [UInt8] = [127, 0, 0, 1]
        let pair = SocketPair(local: .init(address: loopback, port: port), remote: .init(address: loopback, port: 7310))
        let digits = String(String(0x10000 + Int(port), radix: 16, uppercase: true).suffix(4))
        for number in ["   0", "123456"] {
            for address in ["0100007F", Self.wrapped] {
                let line = Self.line(local: "\(address):\(digits)", remote: "\(address):1C8E")
                var search = SocketTable.Search(for: pair)
                search.take(Array((number + line.dropFirst(4) + "\n").utf8))
                #expect(search.found == .user(1000), "\(line)")
            }
        }
    }

    @Test func `an endless line fills no memory and ends no search`() {
        var search = SocketTable.Search(for: pair)
        for _ in 0..<100 { search.take([UInt8](repeating: 65, count: 1000)) }
        search.take(Array(("\n" + Self.line() + "\n").utf8))
        #expect(search.found == .user(1000))
    }

    @Test func `where there are no tables everybody is nobody`() {
        let reader = SocketTableReader(tables: ["/nowhere/tcp", "/proc/self/mem", "/"])
        #expect(reader.owner(of: pair) == .nobody)
    }

    @Test(arguments: [
        (SocketOwner.user(1000), true), (.user(0), true), (.user(1001), false), (.user(65534), false), (.nobody, false),
    ])
    func `the same user and root pass`(owner: SocketOwner, passes: Bool) {
        let check = PeerCheck(user: 1000) { _ in owner }
        #expect(check.verdict(pair) == (passes ? .passes : .refused(owner)))
    }
}
