import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import PageFoundation

/// Where a page listens, and how it ends.
@Suite struct ServerTests {
    @Test(arguments: [
        ("", PageServerError.notAnAddress("")), ("7310", .notAnAddress("7310")),
        ("127.0.0.1", .notAnAddress("127.0.0.1")),
        ("127.0.0.1:", .notAnAddress("127.0.0.1:")), ("127.0.0.1:x", .notAnAddress("127.0.0.1:x")),
        ("127.0.0.1:65536", .notAnAddress("127.0.0.1:65536")), ("127.0.0.1:-1", .notAnAddress("127.0.0.1:-1")),
        ("127.0.0.1:+1", .notAnAddress("127.0.0.1:+1")), ("127.0.0.1: 1", .notAnAddress("127.0.0.1: 1")),
        ("0.0.0.0:7310", .beyondLoopback("0.0.0.0")), (":7310", .beyondLoopback("")),
        ("[::1]:7310", .beyondLoopback("[::1]")),
        ("localhost:7310", .beyondLoopback("localhost")), ("127.0.0.2:7310", .beyondLoopback("127.0.0.2")),
        ("127.1:7310", .beyondLoopback("127.1")), ("192.0.2.1:7310", .beyondLoopback("192.0.2.1")),
        ("[::]:7310", .beyondLoopback("[::]")), ("127.0.0.1.example:1", .beyondLoopback("127.0.0.1.example")),
    ])
    func `beyond loopback nothing listens, and why is said`(text: String, error: PageServerError) {
        #expect(throws: error) { try ListenAddress(parsing: text) }
    }

    @Test func `a port that is named is that port and no other`() throws {
        #expect(try ListenAddress(parsing: "127.0.0.1:7310") == .exactly(7310))
        #expect(try ListenAddress(parsing: "127.0.0.1:0") == .exactly(0))
    }

    @Test func `a taken port is said, and where another will do a free one is taken`() async throws {
        try await TestPage.run { first in
            await #expect(throws: PageServerError.portTaken(first.port)) {
                try await TestPage.run(listen: .exactly(first.port)) { _ in }
            }
            try await TestPage.run(listen: .preferably(first.port)) { second in
                #expect(second.port != first.port && second.port != 0)
                #expect(try await second.get("/").status == 403)
                // The one's cookies and links are nothing to the other, though browsers send the cookies to both.
                let cookie = try await first.enter()
                #expect(try await second.get("/", cookie: cookie).status == 403)
                #expect(try await second.get("/enter?token=\(first.gate.issueToken())").status == 403)
                #expect(try await first.get("/", cookie: cookie).status == 200)
            }
        }
    }

    @Test func `a page is reached by 127.0.0.1 and by no other address`() async throws {
        try await TestPage.run { page in
            for host in ["127.0.0.2", "[::1]"] {
                let outcome = try await RaProcess.run(
                    program: "/usr/bin/curl", ["-s", "-m", "5", "http://\(host):\(page.port)/"])
                // Couldn't connect.
                #expect(outcome.exitStatus == 7, "\(host)")
            }
        }
    }

    @Test func `a link names the address`() {
        #expect(PageAddress(port: 7310).link(token: "abc") == "http://127.0.0.1:7310/enter?token=abc")
        #expect(PageAddress(port: 80).authority == "127.0.0.1")
    }

    // MARK: The end

    /// Everything that rule 6 lets be open, and not one of them helps to end it.
    private func openEverything(_ page: TestPage) async throws -> [RawConnection] {
        let cookie = try await page.enter()
        let post = "POST / HTTP/1.1\r\nHost: \(page.authority)\r\nCookie: \(cookie)\r\nOrigin: \(page.origin)\r\n"
        let texts =
            Array(repeating: page.request("/events", cookie: cookie), count: 8)
            + [
                "", "GET / HT", post + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n1",
                page.request("/", cookie: cookie), page.request("/hangs", cookie: cookie),
                page.request("/events", cookie: cookie) + page.request("/", cookie: cookie),
            ]
        let connections = try await texts.asyncMap { text in
            let connection = try await page.connect()
            await connection.send(text)
            return connection
        }
        // One whose browser doesn't read.
        for stream in connections.prefix(8) { try await stream.wait(for: "data: present") }
        try await connections[0].stopReading()
        page.hub.tell(PageEvent(name: "session", data: String(repeating: "x", count: 12_000_000)), .kept)
        try await connections[1].wait(forBytes: 1_000_000)
        return connections
    }

    @Test func `with all kinds of connections open it ends within two seconds`() async throws {
        #expect(PageLimits().ending + PageLimits().farewell <= .seconds(1))
        let time = try await TestPage.run { page in
            let connections = try await openEverything(page)
            try await eventually("9 streams") { page.places.count == 9 }
            return (ContinuousClock.now, connections)
        }
        #expect(ContinuousClock.now - time.0 < .seconds(2))
        for connection in time.1.dropFirst() { try await connection.waitForClose() }
    }

    @Test func `cancelled it ends as soon`() async throws {
        let (starts, start) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
        let task = Task {
            try await TestPage.run { page in
                let connections = try await openEverything(page)
                start.yield(.now)
                try? await Task.sleep(for: .seconds(60))
                withExtendedLifetime(connections) {}
            }
        }
        var iterator = starts.makeAsyncIterator()
        let began = try #require(await iterator.next())
        task.cancel()
        _ = await task.result
        #expect(ContinuousClock.now - began < .seconds(20))
    }

    @Test func `a stream hears its end, and isn't cut off`() async throws {
        var limits = PageLimits.quick
        // It ends as soon as it can, so this takes no longer.
        limits.ending = .seconds(10)
        let stream = try await TestPage.run(limits: limits) { page in
            let cookie = try await page.enter()
            let stream = try await page.connect()
            await stream.send(page.request("/events", cookie: cookie))
            try await stream.wait(for: "data: present")
            return stream
        }
        try await stream.wait(for: "\r\n0\r\n\r\n")
        try await stream.waitForClose()
    }
}
