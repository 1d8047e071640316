import Foundation
import Synchronization
import TestSupport
import Testing

@testable import PageFoundation

/// Rules 4 and 6: who gets a connection, how many there are, and how long a request may take.
@Suite struct ConnectionTests {
    // MARK: Rule 4

    @Test(.enabled(if: geteuid() == 0, "only root can be someone else"))
    func `another user of this computer gets 403, and neither uses a link up nor takes a place`() async throws {
        var limits = PageLimits.quick
        limits.connections = 1
        try await TestPage.run(limits: limits) { page in
            let token = page.gate.issueToken()
            let curl = ["/usr/bin/curl", "-s", "-i", "-m", "10", "http://\(page.authority)/enter?token=\(token)"]
            let someoneElse = ["--reuid=65534", "--regid=65534", "--clear-groups"]
            for path in [curl, curl.map { $0.replacing("127.0.0.1", with: "[::ffff:127.0.0.1]") }] {
                let outcome = try await RaProcess.run(program: "/usr/bin/setpriv", someoneElse + path)
                let answer = try #require(RawAnswer(outcome.standardOutput), "\(outcome.standardError)")
                #expect(answer.status == 403 && answer.cookie == nil)
                expectHeaders(answer)
            }
            #expect(page.log.lines.first == "Refused connections of Unix user 65534: 1.")
            let own = try await RaProcess.run(program: "/usr/bin/curl", Array(curl.dropFirst()))
            #expect(own.standardOutput.hasPrefix("HTTP/1.1 303"))
        }
    }

    @Test(arguments: [SocketOwner.user(65534), .nobody])
    func `who isn't the same user is told so, and nothing they send is read`(owner: SocketOwner) async throws {
        var limits = PageLimits.quick
        // Each of these lasts for its whole time.
        limits.farewells = 100
        try await TestPage.run(limits: limits, peers: PeerCheck(user: 1000) { _ in owner }) { page in
            let silent = try await page.connect()
            #expect(try await silent.answer().status == 403)
            try await silent.waitForClose()
            let token = page.gate.issueToken()
            #expect(try await page.get("/enter?token=\(token)").status == 403)
            #expect(page.gate.redeem(token) != nil)
            for _ in 0..<80 { #expect(try await page.get("/").status == 403) }
            try await eventually("the rest of the count") {
                page.log.lines.compactMap { Int($0.split(separator: " ").last?.dropLast() ?? "") }.reduce(0, +) == 82
            }
            #expect(page.log.lines.count < 20)
            #expect(page.works["GET /"] == 0)
        }
    }

    @Test func `the one who is asked about is the connection's other end`() async throws {
        let seen = PairLog()
        let peers = PeerCheck(user: 1000) { pair in
            seen.add(pair)
            return .user(1000)
        }
        try await TestPage.run(peers: peers) { page in
            let connection = try await page.connect()
            await connection.send(page.request("/"))
            _ = try await connection.answer()
            let loopback: [UInt8] = [127, 0, 0, 1]
            let local = SocketPair.End(address: loopback, port: connection.localPort)
            let remote = SocketPair.End(address: loopback, port: page.port)
            #expect(seen.pairs == [SocketPair(local: local, remote: remote)])
            #expect(SocketTableReader.system.owner(of: seen.pairs[0]) == .user(geteuid()))
        }
    }

    @Test func `another user's flood doesn't slow the page's own`() async throws {
        let seen = PairLog()
        let peers = PeerCheck(user: 1000) { pair in
            seen.add(pair)
            return .user(seen.pairs.first == pair ? 1000 : 65534)
        }
        try await TestPage.run(peers: peers) { page in
            let own = try await page.connect()
            try await eventually("the look-up") { !seen.pairs.isEmpty }
            let flood = try await (0..<300).asyncMap { _ in try await page.connect() }
            let started = ContinuousClock.now
            await own.send(page.request("/"))
            #expect(try await own.answer().body == "<p>refused: noSession</p>")
            #expect(ContinuousClock.now - started < .seconds(5))
            for connection in flood { try await connection.waitForClose() }
        }
    }

    // MARK: Rule 6, numbers

    @Test func `the 65th connection is told so, and a place is free again when one closes`() async throws {
        var limits = PageLimits.quick
        // On a busy computer they are open for long before all of them are.
        limits.request = .seconds(120)
        try await TestPage.run(limits: limits) { page in
            let open = try await (0..<64).asyncMap { _ in
                let connection = try await page.connect()
                await connection.send(page.request("/"))
                #expect(try await connection.answer().status == 403)
                return connection
            }
            for _ in 0..<3 {
                let late = try await page.connect()
                let answer = try await late.answer()
                #expect(answer.status == 503)
                expectHeaders(answer)
                try await late.waitForClose()
            }
            await open[17].close()
            try await eventually("a free place") { try await page.get("/").status == 403 }
            for connection in open where !connection.isClosed {
                connection.clear()
                await connection.send(page.request("/"))
                #expect(try await connection.answer().status == 403)
            }
        }
    }

    // MARK: Rule 6, time

    /// Where something has to come in time, the time is that of a busy computer.
    private func impatient(_ time: Duration = .milliseconds(400)) -> PageLimits {
        var limits = PageLimits.quick
        limits.request = time
        return limits
    }

    @Test func `a request that trickles in is ended, wherever it stands`() async throws {
        try await TestPage.run(limits: impatient()) { page in
            let head = "POST / HTTP/1.1\r\nHost: \(page.authority)\r\n"
            let drips = [
                ("GET /", "x"), ("GET / HTTP/1.1\r\n", "X: y\r\n"), (head + "X: ", "x"), ("", "\r\n"), ("P", ""),
                (head + "Content-Length: 900\r\n\r\n", "1"),
                (head + "Transfer-Encoding: chunked\r\n\r\n99\r\n", "x"),
                (head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
                (head + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", "y"),
            ]
            for (start, drip) in drips {
                // Before the page's own clock starts: a busy computer may stop us for longer than a request may take.
                let started = ContinuousClock.now
                let connection = try await page.connect()
                await connection.send(start)
                while !connection.isClosed, ContinuousClock.now - started < .seconds(8) {
                    await connection.send(drip)
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(connection.isClosed, "\(start)")
                // Not for what was sent, but for the time that it took.
                #expect(ContinuousClock.now - started > .milliseconds(350), "\(start)")
            }
        }
    }

    @Test func `half a head gets 408`() async throws {
        try await TestPage.run(limits: impatient(.seconds(3))) { page in
            let answer = try await page.ask("GET / HTTP/1.1\r\nHost:")
            #expect(answer.status == 408)
            expectHeaders(answer)
        }
    }

    @Test func `a connection that says nothing is closed`() async throws {
        try await TestPage.run(limits: impatient()) { page in
            let connection = try await page.connect()
            try await connection.waitForClose()
            #expect(connection.text.isEmpty)
        }
    }

    @Test func `each request of a kept connection has its own time`() async throws {
        try await TestPage.run(limits: impatient(.seconds(4))) { page in
            let connection = try await page.connect()
            for _ in 0..<4 {
                connection.clear()
                await connection.send(page.request("/"))
                #expect(try await connection.answer().status == 403)
                try await Task.sleep(for: .milliseconds(1_050))
            }
            connection.clear()
            await connection.send("GET / HTTP/1.1\r\nHo")
            #expect(try await connection.answer().status == 408)
            try await connection.waitForClose()
        }
    }

    @Test func `an answer may take longer than a request, and the connection is kept`() async throws {
        try await TestPage.run(limits: impatient(.seconds(2))) { page in
            let cookie = try await page.enter()
            let connection = try await page.connect()
            await connection.send(page.request("/slow", cookie: cookie))
            #expect(try await connection.answer().body == "at last")
            connection.clear()
            await connection.send(page.request("/", cookie: cookie))
            #expect(try await connection.answer().status == 200)
        }
    }

    // MARK: Rule 6, bodies

    @Test func `a body over 64 KiB is refused, said or not`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let token = page.gate.formToken(for: try page.session(of: cookie), asking: "7")
            let head =
                "POST /answer HTTP/1.1\r\nHost: \(page.authority)\r\nCookie: \(cookie)\r\nOrigin: \(page.origin)\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
            func filled(_ count: Int) -> String {
                let start = "form-token=\(token)&value="
                return start + String(repeating: "x", count: count - start.utf8.count)
            }
            let fits = filled(65_536)
            #expect(try await page.ask(head + "Content-Length: 65536\r\n\r\n" + fits).status == 200)
            let over = filled(65_537)
            let tooLong = [
                head + "Content-Length: 65537\r\n\r\n", head + "Content-Length: 65537\r\n\r\n" + over,
                head + "Content-Length: 9223372036854775807\r\n\r\n",
                head + "Transfer-Encoding: chunked\r\n\r\n10001\r\n" + over + "\r\n0\r\n\r\n",
                head + "Transfer-Encoding: chunked\r\n\r\n"
                    + String(repeating: "1000\r\n\(String(repeating: "x", count: 4096))\r\n", count: 17),
            ]
            for request in tooLong {
                let answer = try await page.ask(request)
                #expect(answer.status == 413)
                expectHeaders(answer)
            }
            #expect(page.works["POST /answer"] == 1)
        }
    }

    @Test func `a request that was refused before its end gets one answer, whatever follows`() async throws {
        try await TestPage.run(limits: impatient(.seconds(2))) { page in
            let connection = try await page.connect()
            await connection.send(
                "POST / HTTP/1.1\r\nHost: \(page.authority)\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "8000\r\n" + String(repeating: "x", count: 32_768) + "\r\n"
            for _ in 0..<3 { await connection.send(chunk) }
            #expect(try await connection.answer().status == 413)
            await connection.send(chunk + "0\r\n\r\nGET / HTTP/1.1\r\nHost: evil\r\n\r\n")
            try await connection.waitForClose()
            #expect(connection.text.components(separatedBy: "HTTP/1.1 ").count == 2)
        }
    }

    @Test func `a body without end ends the connection`() async throws {
        try await TestPage.run { page in
            let connection = try await page.connect()
            await connection.send("POST / HTTP/1.1\r\nHost: \(page.authority)\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
            for _ in 0..<1000 where !connection.isClosed { await connection.send(chunk) }
            try await connection.waitForClose()
        }
    }
}

private final class PairLog: Sendable {
    private let log = Mutex<[SocketPair]>([])
    var pairs: [SocketPair] { log.withLock { $0 } }
    func add(_ pair: SocketPair) { log.withLock { $0.append(pair) } }
}

extension Sequence {
    /// One after the other.
    func asyncMap<Value>(_ make: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await make(element)) }
        return values
    }
}
