import Testing

@testable import PageFoundation

/// Rules 1, 2, 3 and 5, as raw requests to a real server.
@Suite struct RuleTests {
    // MARK: Rule 1

    @Test func `only the exact address and port is this host`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let port = page.port
            let hosts = [
                "", "127.0.0.1", "localhost:\(port)", "127.0.0.1:\(port &+ 1)", "127.0.0.1:0\(port)", "127.1:\(port)",
                "2130706433:\(port)", "0x7f.0.0.1:\(port)", "127.0.0.1.:\(port)", "127.0.0.1.nip.io:\(port)",
                "evil.example:\(port)", "[::1]:\(port)", "[::ffff:127.0.0.1]:\(port)", "0.0.0.0:\(port)",
                "user@127.0.0.1:\(port)", "127.0.0.1:\(port),evil.example", "127.0.0.1:\(port)/", "127.0.0.2:\(port)",
                "http://127.0.0.1:\(port)", "127.0.0.1:\(port):80",
            ]
            for host in hosts {
                let answer = try await page.ask("GET / HTTP/1.1\r\nHost: \(host)\r\nCookie: \(cookie)\r\n\r\n")
                #expect(answer.status == 421, "\(host)")
                expectHeaders(answer)
            }
            let two = "Host: evil.example\r\nHost: \(page.authority)\r\n"
            let twoTheOtherWay = "Host: \(page.authority)\r\nHost: evil.example\r\n"
            let twice = "Host: \(page.authority)\r\nHost: \(page.authority)\r\n"
            for fields in ["", two, twoTheOtherWay, twice] {
                let answer = try await page.ask("GET / HTTP/1.1\r\n\(fields)Cookie: \(cookie)\r\n\r\n")
                #expect(answer.status == 421 || answer.status == 400, "\(fields)")
            }
            let old = try await page.ask("GET / HTTP/1.0\r\nCookie: \(cookie)\r\n\r\n")
            #expect(old.status == 421)
            #expect(page.works["GET /"] == 0)
        }
    }

    @Test func `a target with another server in it is none of ours`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let targets = [
                "http://evil.example/", "http://\(page.authority)/", "evil.example:80", "https:///", "file:/",
            ]
            for target in targets {
                let answer = try await page.ask(page.request(target, cookie: cookie))
                #expect([400, 421].contains(answer.status), "\(target)")
                expectHeaders(answer)
            }
            let tunnel = try await page.ask("CONNECT evil.example:443 HTTP/1.1\r\nHost: \(page.authority)\r\n\r\n")
            #expect([400, 403, 421].contains(tunnel.status))
            #expect(page.works["GET /"] == 0)
        }
    }

    @Test func `a link for a name that means this computer isn't used up`() async throws {
        try await TestPage.run { page in
            let token = page.gate.issueToken()
            let answer = try await page.ask("GET /enter?token=\(token) HTTP/1.1\r\nHost: evil.example\r\n\r\n")
            #expect(answer.status == 421 && answer.cookie == nil)
            #expect(page.gate.redeem(token) != nil)
        }
    }

    // MARK: Rule 2

    @Test func `without a cookie there is nothing of the desk, whatever is asked`() async throws {
        try await TestPage.run { page in
            for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "LOCK"] {
                for path in [
                    "/", "/events", "/nowhere", "/answer", "/../", "/%2e%2e/", "/enter/", "/ENTER", "/open.css/",
                ] {
                    let answer = try await page.get(path, method: method)
                    #expect(answer.status == 403, "\(method) \(path)")
                    #expect(answer.body == (method == "HEAD" ? "" : "<p>refused: noSession</p>"), "\(method) \(path)")
                    #expect(answer.cookie == nil)
                    expectHeaders(answer)
                }
            }
            #expect(page.works["GET /"] == 0)
        }
    }

    @Test func `what is open is shown without a cookie, and can't be written to`() async throws {
        try await TestPage.run { page in
            let style = try await page.get("/open.css")
            #expect(style.status == 200)
            #expect(try await page.get("/open.css", method: "POST").status == 403)
            #expect(
                try await page.get("/open.css", ["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"]).status == 403)
        }
    }

    @Test func `a link becomes a cookie and leaves the address bar`() async throws {
        try await TestPage.run { page in
            let token = page.gate.issueToken()
            let answer = try await page.get("/enter?token=\(token)")
            #expect(answer.status == 303 && answer["location"] == ["/"])
            #expect(answer["set-cookie"].count == 1)
            expectHeaders(answer)
            let cookie = try #require(answer.cookie)
            #expect(cookie.hasPrefix(page.gate.cookieName + "="))
            #expect(try await page.get("/", cookie: cookie).body.hasPrefix("desk of "))
            let again = try await page.get("/enter?token=\(token)")
            #expect(again.status == 403 && again.cookie == nil && again.body == "<p>refused: wrongToken</p>")
        }
    }

    @Test func `what isn't a plain visit doesn't use a link up`() async throws {
        try await TestPage.run { page in
            let token = page.gate.issueToken()
            let tries: [(String, [String])] = [
                ("HEAD", []), ("POST", []), ("PUT", []), ("OPTIONS", []), ("DELETE", []), ("get", []), ("TRACE", []),
                ("GET", ["Sec-Purpose: prefetch"]), ("GET", ["Sec-Purpose: prefetch;prerender"]),
                ("GET", ["Sec-Purpose: prefetch;anonymous-client-ip"]), ("GET", ["Purpose: prefetch"]),
                ("GET", ["X-Purpose: preview"]), ("GET", ["X-Moz: prefetch"]), ("GET", ["Origin: http://evil.example"]),
                ("GET", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"]),
                ("GET", ["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]),
                ("GET", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]),
                ("HEAD", ["X-HTTP-Method-Override: GET"]), ("POST", ["X-HTTP-Method-Override: GET"]),
            ]
            for (method, fields) in tries {
                let answer = try await page.get("/enter?token=\(token)", method: method, fields)
                #expect([400, 403].contains(answer.status), "\(method) \(fields)")
                #expect(answer.cookie == nil)
            }
            let cookie = try await page.enter()
            #expect(try await page.get("/enter?token=\(token)", method: "HEAD", cookie: cookie).status == 405)
            let guesses = [
                "/enter", "/enter?", "/enter?token", "/enter?token=", "/enter?Token=\(token)", "/enter?token=\(token)x",
                "/enter?token=\(token)&token=\(token)", "/enter?token=x&token=\(token)", "/enter?token=%zz",
                "/enter#?token=\(token)", "//enter?token=\(token)", "/%65nter?token=\(token)", "/enter;?token=\(token)",
            ]
            for path in guesses { #expect([400, 403].contains(try await page.get(path).status), "\(path)") }
            #expect(page.gate.redeem(token) != nil)
        }
    }

    @Test func `a link on another site or in another program leads in`() async throws {
        try await TestPage.run { page in
            let visits = [
                [], ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"],
                ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"],
                ["Cookie: \(page.gate.cookieName)=stale"],
            ]
            for fields in visits {
                let answer = try await page.get("/enter?token=\(page.gate.issueToken())", fields)
                #expect(answer.status == 303, "\(fields)")
            }
        }
    }

    // MARK: Rule 3

    @Test func `another site's page is led here by its user, and no more`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let rows: [(site: String?, mode: String?, destination: String?, isAllowed: Bool)] = [
                (nil, nil, nil, true), ("none", "navigate", "document", true), ("same-origin", "cors", "empty", true),
                ("same-origin", "no-cors", "script", true), ("same-site", "navigate", "document", true),
                ("cross-site", "navigate", "document", true), ("same-site", "cors", "empty", false),
                ("same-site", "no-cors", "image", false), ("cross-site", "no-cors", "script", false),
                ("cross-site", "navigate", "iframe", false), ("same-site", "navigate", "frame", false),
                ("cross-site", "navigate", "embed", false), ("cross-site", "navigate", nil, false),
                ("cross-site", nil, "document", false), ("same-site", "websocket", "websocket", false),
                ("", "navigate", "iframe", false), ("Same-Origin", "cors", "empty", false),
                ("same-origin, none", "cors", "empty", false), ("cross-site", "cors", "document", false),
            ]
            for row in rows {
                for method in ["GET", "HEAD"] {
                    let fields = [("Site", row.site), ("Mode", row.mode), ("Dest", row.destination)]
                        .compactMap { name, value in value.map { "Sec-Fetch-\(name): \($0)" } }
                    let answer = try await page.get("/", method: method, cookie: cookie, fields)
                    #expect(answer.status == (row.isAllowed ? 200 : 403), "\(method) \(row)")
                }
            }
            let twice = ["Sec-Fetch-Site: none", "Sec-Fetch-Site: cross-site"]
            #expect(try await page.get("/", cookie: cookie, twice).status == 403)
            // A browser that looks ahead for another port's page leads nobody here yet.
            let ahead = [
                "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document",
                "Sec-Purpose: prefetch;prerender",
            ]
            #expect(try await page.get("/", cookie: cookie, ahead).status == 403)
            #expect(page.works["GET /"] == 2 * rows.count { $0.isAllowed })
        }
    }

    @Test func `what names another origin is read by nobody, whatever else it doesn't say`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            // As Chromium opens a WebSocket: the cookie of another port's page, and no word on sites.
            let socket = [
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
            let origins = [
                "http://127.0.0.1:\(page.port &+ 1)", "http://evil.example", "null", "", "file://",
                "http://localhost:\(page.port)", "https://127.0.0.1:\(page.port)", "HTTP://127.0.0.1:\(page.port)",
                "\(page.origin), http://evil.example",
            ]
            for origin in origins {
                for fields in [["Origin: \(origin)"], ["Origin: \(origin)"] + socket] {
                    for method in ["GET", "HEAD"] {
                        let answer = try await page.get("/", method: method, cookie: cookie, fields)
                        #expect(answer.status == 403, "\(method) \(fields)")
                    }
                }
            }
            #expect(page.works["GET /"] == 0)
            let own = try await page.get("/", cookie: cookie, ["Origin: \(page.origin)"])
            #expect(own.status == 200)
        }
    }

    @Test func `a form is taken only from our own page, for this session and this asking`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let other = try await page.enter()
            let token = page.gate.formToken(for: try page.session(of: cookie), asking: "7")
            let stolen = page.gate.formToken(for: try page.session(of: other), asking: "7")
            let good = Posting(origin: page.origin, token: token)
            var hostile: [(String, Posting)] = []
            let origins: [String?] = [
                nil, "null", "", "http://localhost:\(page.port)", "http://127.0.0.1",
                "http://127.0.0.1:\(page.port &+ 1)",
                "https://127.0.0.1:\(page.port)", "http://127.0.0.1:\(page.port)/", "http://evil.example",
                "HTTP://127.0.0.1:\(page.port)", "http://127.0.0.1:\(page.port), http://evil.example", "file://",
                "http://127.0.0.1:\(page.port).evil.example", "chrome-extension://abcdef",
            ]
            for origin in origins { hostile.append(("Origin \(origin ?? "absent")", good.with(\.origin, origin))) }
            for site in ["same-site", "cross-site", "none", "", "Same-Origin"] {
                hostile.append(("Sec-Fetch-Site \(site)", good.with(\.site, site)))
            }
            let tokens: [String?] = [
                nil, "", "x", stolen, "." + "7", token + "7", String(token.dropLast()) + "8", "%zz",
            ]
            for token in tokens { hostile.append(("token \(token ?? "absent")", good.with(\.token, token))) }
            for type in [nil, "", "text/plain", "multipart/form-data; boundary=x", "application/json"] as [String?] {
                hostile.append(("type \(type ?? "absent")", good.with(\.type, type)))
            }
            hostile.append(("two tokens", good.with(\.more, "&form-token=\(token)")))
            hostile.append(("bad percent", good.with(\.more, "&value=%")))
            for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
                hostile.append((method, good.with(\.method, method).with(\.origin, nil)))
            }
            for (name, posting) in hostile {
                let answer = try await page.ask(posting.request(page.authority, cookie))
                #expect(answer.status == 403, "\(name)")
                expectHeaders(answer)
            }
            #expect(try await page.ask(good.request(page.authority, nil)).status == 403)
            #expect(try await page.ask(good.request(page.authority, other)).status == 403)
            #expect(page.works["POST /answer"] == 0)

            for site in [nil, "same-origin"] as [String?] {
                let answer = try await page.ask(good.with(\.site, site).request(page.authority, cookie))
                #expect(answer.status == 200 && answer.body == "7: true", "\(answer)")
            }
            // Of two sessions in one browser the one that got the form counts.
            #expect(try await page.ask(good.request(page.authority, "\(other); \(cookie)")).status == 200)
        }
    }

    @Test func `a form that is cut off changes nothing`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let token = page.gate.formToken(for: try page.session(of: cookie), asking: "7")
            let whole = Posting(origin: page.origin, token: token).request(page.authority, cookie)
            let body = "form-token=\(token)&value=true"
            let length = try #require(whole.firstRange(of: "Content-Length: "))
            let head = whole[..<length.lowerBound]
            let cut = [
                head + "Content-Length: \(body.utf8.count + 1)\r\n\r\n" + body,
                head + "Transfer-Encoding: chunked\r\n\r\n\(String(body.utf8.count, radix: 16))\r\n" + body,
                head + "Transfer-Encoding: chunked\r\n\r\n\(String(body.utf8.count, radix: 16))\r\n" + body
                    + "\r\n0\r\n",
            ]
            for text in cut {
                for isHalf in [false, true] {
                    let connection = try await page.connect()
                    await connection.send(String(text))
                    if isHalf { await connection.closeOutput() } else { await connection.close() }
                    try await connection.waitForClose()
                    #expect(!connection.text.contains("7: true"))
                }
            }
            #expect(page.works["POST /answer"] == 0)
            #expect(try await page.ask(whole).status == 200)
        }
    }

    @Test func `a reading request stays one, whatever a field of it says`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            for field in ["X-HTTP-Method-Override: POST", "X-Method-Override: POST", "X-HTTP-Method: POST"] {
                #expect(try await page.get("/answer", cookie: cookie, [field]).status == 404)
            }
            #expect(try await page.get("/answer?_method=POST", cookie: cookie).status == 404)
            #expect(page.works["POST /answer"] == 0)
        }
    }

    // MARK: What HTTP itself leaves open

    @Test func `no request hides in another`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let head = "POST /answer HTTP/1.1\r\nHost: \(page.authority)\r\nCookie: \(cookie)\r\n"
            let hidden = "GET / HTTP/1.1\r\nHost: \(page.authority)\r\nCookie: \(cookie)\r\n\r\n"
            let length = "Content-Length: \(hidden.utf8.count)\r\n"
            let attacks = [
                head + length + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
                head + "Transfer-Encoding: chunked\r\n" + length + "\r\n0\r\n\r\n" + hidden,
                head + "Content-Length: 0\r\n" + length + "\r\n" + hidden,
                head + length + "Content-Length: 0\r\n\r\n" + hidden,
                head + "Content-Length: 0, \(hidden.utf8.count)\r\n\r\n" + hidden,
                head + "Content-Length: +0\r\n\r\n" + hidden, head + "Content-Length: -1\r\n\r\n" + hidden,
                head + "Content-Length : 0\r\n\r\n" + hidden, head + "Content-Length: 0x0\r\n\r\n" + hidden,
                head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden,
                head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden,
                head + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden,
                head + "Transfer-Encoding: chunked\r\n\r\nz\r\n\r\n" + hidden,
                head + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n\r\n" + hidden,
                head + "X: y\r\n folded\r\nContent-Length: 99999999999999999999\r\n\r\n" + hidden,
            ]
            for attack in attacks {
                let connection = try await page.connect()
                await connection.send(attack)
                try await connection.waitForClose()
                #expect(!connection.text.contains("desk of"), "\(attack)")
            }
            #expect(page.works["GET /"] == 0)
        }
    }

    @Test func `what isn't HTTP is refused, with the headers of every answer`() async throws {
        try await TestPage.run { page in
            let nonsense = [
                "\r\n\r\n\0\0", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: \(page.authority)\r\nA b: c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: \(page.authority)\r\n: c\r\n\r\n",
                "GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 70_000) + "\r\n\r\n",
            ]
            for text in nonsense {
                let connection = try await page.connect()
                await connection.send(text)
                try await connection.waitForClose()
                guard let answer = RawAnswer(connection.text) else { continue }
                #expect(answer.status == 400, "\(text.prefix(40))")
                expectHeaders(answer)
            }
        }
    }

    // MARK: Rule 5

    @Test func `every answer has the headers, errors included`() async throws {
        try await TestPage.run { page in
            let cookie = try await page.enter()
            let paths = [("/", 200), ("/nowhere", 404), ("/fails", 500), ("/cors", 200), ("/cached", 200)]
            for (path, status) in paths {
                for method in ["GET", "HEAD"] {
                    let answer = try await page.get(path, method: method, cookie: cookie)
                    #expect(answer.status == status, "\(method) \(path)")
                    expectHeaders(answer)
                }
            }
            let asset = try await page.get("/open.css")
            #expect(asset["cache-control"] == ["public, max-age=31536000, immutable"])
            expectHeaders(asset, isAsset: true)
        }
    }

    @Test func `the policy allows what is named, and nothing inline`() {
        #expect(
            policy(of: PageHeaders(sources: []))
                == "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
        let full = policy(of: PageHeaders())
        #expect(full.contains("script-src 'self'") && full.contains("connect-src 'self'"))
        #expect(!full.contains("unsafe") && !full.contains("*") && !full.contains("http"))
    }
}

/// A form as a test sends it.
struct Posting {
    var method = "POST"
    var origin: String?
    var site: String? = "same-origin"
    var token: String?
    var type: String? = "application/x-www-form-urlencoded"
    var more = ""

    init(origin: String?, token: String?) {
        self.origin = origin
        self.token = token
    }

    func with<Value>(_ field: WritableKeyPath<Posting, Value>, _ value: Value) -> Posting {
        var other = self
        other[keyPath: field] = value
        return other
    }

    func request(_ host: String, _ cookie: String?) -> String {
        let body = "value=true" + (token.map { "&form-token=" + $0 } ?? "") + more
        let fields: [(String, String?)] = [
            ("Host", host), ("Cookie", cookie), ("Origin", origin), ("Sec-Fetch-Site", site), ("Content-Type", type),
            ("Content-Length", String(body.utf8.count)),
        ]
        let lines = fields.compactMap { name, value in value.map { "\(name): \($0)\r\n" } }.joined()
        return "\(method) /answer HTTP/1.1\r\n\(lines)\r\n\(body)"
    }
}
