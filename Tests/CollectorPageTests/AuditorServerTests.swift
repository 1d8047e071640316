import Foundation
import PageFoundation
import TestSupport
import Testing

@testable import CollectorPage

/// The real server, asked over HTTP.
@Suite struct AuditorServerTests {
    private static let addresses = [
        "/", "/search", "/search?question=refusals", "/search?outcome=good", "/person", "/person?uuid=000444555666",
        "/person?uuid=12", "/session/0000-0000-0001", "/month", "/month?month=2026-11", "/month?month=soon", "/forks",
        "/forks/7", "/checking", "/nothing", "/session/none", "/forks/8", "/forks/x", "/enter",
    ]

    private func expectHeaders(_ answer: ServedPages.Answer, _ path: String) {
        let policy = answer.fields["content-security-policy"] ?? ""
        #expect(
            policy == "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
                + "form-action 'self'", "\(path)")
        let expected = [
            "cross-origin-resource-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
            "referrer-policy": "same-origin", "x-content-type-options": "nosniff",
        ]
        for (name, value) in expected { #expect(answer.fields[name] == value, "\(path): \(name)") }
        #expect(!answer.fields.keys.contains { $0.hasPrefix("access-control-") }, "\(path)")
    }

    @Test func `without a cookie every address is refused, and tells nothing of the desks`() async throws {
        try await ServedPages.run(HeldEstate.some) { pages in
            for path in Self.addresses {
                let answer = try await pages.ask(path)
                #expect(answer.status == 403, "\(path)")
                #expect(answer.body.contains("isn't let in") || answer.body.contains("isn&#39;t let in"), "\(path)")
                #expect(!answer.body.contains("OSPREY") && !answer.body.contains("HERON"), "\(path)")
                expectHeaders(answer, path)
            }
        }
    }

    @Test func `a link lets a browser in once, and then every view is shown with every header`() async throws {
        try await ServedPages.run(HeldEstate.some) { pages in
            let token = pages.gate.issueToken()
            let entered = try await pages.ask("/enter?token=\(token)")
            let cookie = try #require(entered.cookie)
            #expect(entered.status == 303 && entered.fields["location"] == "/")
            #expect(try await pages.ask("/enter?token=\(token)").status == 403)
            for path in Self.addresses {
                let answer = try await pages.ask(path, cookie: cookie)
                let isMissing = ["/nothing", "/session/none", "/forks/8", "/forks/x"].contains(path)
                #expect(answer.status == (path == "/enter" ? 403 : isMissing ? 404 : 200), "\(path)")
                #expect(answer.fields["cache-control"] == "no-store", "\(path)")
                expectHeaders(answer, path)
                if !isMissing, path != "/enter" {
                    let head = try await pages.ask(path, method: "HEAD", cookie: cookie)
                    #expect(head.status == 200 && head.body.isEmpty, "\(path)")
                }
            }
            let file = try await pages.ask("/forks/7", cookie: cookie)
            #expect(file.fields["content-type"] == "text/plain; charset=utf-8")
            #expect(file.fields["content-disposition"] == "attachment; filename=\"fork-7.txt\"")
        }
    }

    @Test func `nothing but reading is let through, and no other name or site`() async throws {
        try await ServedPages.run(HeldEstate.some) { pages in
            let cookie = try await pages.enter()
            for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
                let answer = try await pages.ask(
                    "/", method: method, cookie: cookie, ["Origin: \(pages.address.origin)"])
                #expect(answer.status == 403, "\(method)")
                expectHeaders(answer, method)
            }
            #expect(try await pages.ask("/", cookie: cookie, ["Host: evil.example"]).status == 421)
            #expect(try await pages.ask("/", cookie: cookie, ["Sec-Fetch-Site: cross-site"]).status == 403)
            #expect(try await pages.ask("/", cookie: cookie, ["Origin: http://127.0.0.1:1"]).status == 403)
        }
    }

    @Test func `the style is shown to a refused browser, and may be kept`() async throws {
        try await ServedPages.run(HeldEstate.some) { pages in
            let refused = try await pages.ask("/")
            let path = try #require(refused.body.firstMatch(of: /\/assets\/[0-9a-f]{16}\/page\.css/)).output
            let style = try await pages.ask(String(path))
            #expect(style.status == 200 && style.fields["cache-control"]?.contains("immutable") == true)
            expectHeaders(style, "style")
        }
    }

    @Test(arguments: [
        (EstateTrouble.away("no socket"), 503, "database is away"), (.damaged("odd"), 500, "be read"),
    ])
    func `a database that gives no answer is said, with what to do`(
        trouble: EstateTrouble, status: Int, words: String
    ) async throws {
        var estate = HeldEstate.some
        estate.trouble = trouble
        try await ServedPages.run(estate) { pages in
            let cookie = try await pages.enter()
            for path in [
                "/", "/search", "/person?uuid=000444555666", "/month", "/forks", "/session/0000-0000-0001", "/forks/7",
            ] {
                let answer = try await pages.ask(path, cookie: cookie)
                #expect(answer.status == status && answer.body.contains(words), "\(path): \(answer.body)")
                expectHeaders(answer, path)
            }
            // What asks the database nothing is there all the same.
            #expect(try await pages.ask("/checking", cookie: cookie).status == 200)
        }
    }
}
