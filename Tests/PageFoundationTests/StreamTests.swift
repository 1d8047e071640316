import NIOCore
import TestSupport
import Testing

@testable import PageFoundation

/// Event streams over real connections.
@Suite struct StreamTests {
    private func listen(_ page: TestPage, _ cookie: String, _ path: String = "/events", _ fields: [String] = [])
        async throws -> RawConnection
    {
        let connection = try await page.connect()
        await connection.send(page.request(path, cookie: cookie, fields))
        try await connection.wait(for: "\r\n\r\n")
        return connection
    }

    @Test func `a stream tells how things stand and then what happens, with the headers of every answer`() async throws
    {
        try await TestPage.run { page in
            let stream = try await listen(page, try await page.enter())
            try await stream.wait(for: "data: present\n\n")
            let answer = try #require(RawAnswer(stream.text))
            #expect(answer.status == 200 && answer["content-type"] == ["text/event-stream"])
            expectHeaders(answer)
            let id = page.hub.tell(PageEvent(name: "session", data: "{}"), .kept)
            try await stream.wait(for: "id: \(id)\nevent: session\ndata: {}\n\n")
        }
    }

    @Test func `a browser that comes back goes on where it was, and not where its address says`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let ids = (1...3).map { page.hub.tell(PageEvent(name: "session", data: "s\($0)."), .kept) }
            let first = try await listen(page, cookie, "/events?after=\(ids[0])")
            try await first.wait(for: "data: s3.")
            #expect(first.text.contains("data: s2.") && !first.text.contains("data: s1."))
            let again = try await listen(page, cookie, "/events?after=\(ids[0])", ["Last-Event-ID: \(ids[1])"])
            try await again.wait(for: "data: s3.")
            #expect(!again.text.contains("data: s2."))
            for unknown in ["x", "", "\(page.hub.run)-99", "%zz", "\(ids[0])&after=\(ids[0])"] {
                let stream = try await listen(page, cookie, "/events?after=\(unknown)")
                try await stream.wait(for: "data: present")
            }
        }
    }

    @Test func `the 17th stream gets 503, and a place is free as soon as a browser goes`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            var streams = try await (0..<16).asyncMap { _ in try await listen(page, cookie) }
            let answer = try await page.get("/events", cookie: cookie)
            #expect(answer.status == 503)
            expectHeaders(answer)
            // Nothing is told meanwhile: the server notices by itself.
            await streams.removeLast().close()
            try await eventually("a free place") { page.places.count == 15 }
            #expect(try await listen(page, cookie).text.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `while nothing happens a stream gives signs of life`() async throws {
        try await TestPage.run { page in
            let stream = try await listen(page, try await page.enter())
            try await eventually("two signs") { stream.text.split(separator: "\r\n:\n\n").count > 2 }
        }
    }

    @Test func `without a cookie, or for another site, there is no stream`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let foreign = ["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]
            #expect(try await page.get("/events").status == 403)
            #expect(try await page.get("/events", cookie: cookie, foreign).status == 403)
            #expect(page.places.count == 0)
        }
    }

    @Test func `who only asks for a stream's head takes no place`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            for _ in 0..<20 {
                let answer = try await page.get("/events", method: "HEAD", cookie: cookie)
                #expect(answer.status == 200)
            }
            try await eventually("free places") { page.places.count == 0 }
        }
    }

    @Test func `a browser that doesn't read holds nobody up, and then hears the newest`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let slow = try await listen(page, cookie)
            let quick = try await listen(page, cookie)
            // A stream begins with what there is; what the hub is told earlier is part of that.
            for stream in [slow, quick] { try await stream.wait(for: "data: present") }
            try await slow.stopReading()
            let filling = String(repeating: "x", count: 10_000)
            for number in 1...2000 {
                page.hub.tell(PageEvent(name: "readers", data: "\(number) \(filling)"), .newest)
                if number.isMultiple(of: 500) { page.hub.tell(PageEvent(name: "session", data: "s\(number)."), .kept) }
                if number.isMultiple(of: 20) { await Task.yield() }
            }
            page.hub.tell(PageEvent(name: "readers", data: "the newest"), .newest)
            try await quick.wait(for: "the newest")
            try await slow.goOnReading()
            try await slow.wait(for: "the newest")
            let text = slow.text
            #expect([500, 1000, 1500, 2000].allSatisfy { text.contains("data: s\($0).") })
        }
    }

    @Test func `a flood of requests on one connection doesn't slow the streams`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let stream = try await listen(page, cookie)
            try await stream.wait(for: "data: present")
            let flood = try await page.connect()
            let request = page.request("/", cookie: cookie)
            let many = String(repeating: request, count: 2000)
            flood.post(many)
            var slowest = Duration.zero
            for number in 1...20 {
                let started = ContinuousClock.now
                page.hub.tell(PageEvent(name: "readers", data: "r\(number)."), .newest)
                try await stream.wait(for: "data: r\(number).")
                slowest = max(slowest, ContinuousClock.now - started)
            }
            #expect(slowest < .seconds(5))
        }
    }

    @Test func `a hub's end ends its streams, and the connection can be used again`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let stream = try await listen(page, cookie)
            page.hub.end()
            try await stream.wait(for: "\r\n0\r\n\r\n")
            #expect(try await page.get("/events", cookie: cookie).status == 503)
            try await eventually("free places") { page.places.count == 0 }
        }
    }
}
