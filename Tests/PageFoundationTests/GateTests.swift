import Testing

@testable import PageFoundation

/// Rule 2: tokens, cookies, and the tokens of forms.
@Suite struct GateTests {
    private let time = SteppedClock()

    private func gate() -> PageGate { PageGate(name: "test", clock: time.clock) }

    // MARK: Links

    @Test func `a token is used once`() {
        let gate = gate()
        let token = gate.issueToken()
        #expect(gate.redeem(token) != nil)
        #expect(gate.redeem(token) == nil)
    }

    @Test(arguments: [(59.999, true), (60, false), (61, false), (86_400, false)])
    func `a token lives for 60 seconds`(seconds: Double, isGood: Bool) {
        let gate = gate()
        let token = gate.issueToken()
        time.step(.seconds(seconds))
        #expect((gate.redeem(token) != nil) == isGood)
    }

    @Test(arguments: [
        "", "a", "token", String(repeating: "A", count: 43), String(repeating: "A", count: 100_000), "\0",
    ])
    func `a guess is no token, and uses none up`(guess: String) {
        let gate = gate()
        let token = gate.issueToken()
        #expect(gate.redeem(guess) == nil)
        #expect(gate.redeem(token) != nil)
    }

    @Test func `what differs from a token in one place isn't it`() {
        let gate = gate()
        let token = gate.issueToken()
        for index in token.indices {
            var other = token
            other.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
            #expect(gate.redeem(other) == nil)
        }
        #expect(gate.redeem(token + "A") == nil)
        #expect(gate.redeem(String(token.dropLast())) == nil)
        #expect(gate.redeem(token) != nil)
    }

    @Test func `a token has 256 bits and none comes twice`() {
        let gate = gate()
        let tokens = (0..<1000).map { _ in gate.issueToken() }
        #expect(Set(tokens).count == 1000)
        #expect(tokens.allSatisfy { $0.utf8.count == 43 })
    }

    @Test func `another run's token is none`() {
        #expect(gate().redeem(gate().issueToken()) == nil)
    }

    @Test func `links don't void each other`() {
        let gate = gate()
        let tokens = (0..<100).map { _ in gate.issueToken() }
        #expect(tokens.shuffled().allSatisfy { gate.redeem($0) != nil })
    }

    @Test func `links that nobody follows fill no memory`() {
        let gate = gate()
        let first = gate.issueToken()
        for _ in 0..<OneTimeTokens.most { _ = gate.issueToken() }
        #expect(gate.redeem(first) == nil)
    }

    @Test func `only one of many who use a token at once gets in`() async {
        let gate = gate()
        let token = gate.issueToken()
        let sessions = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { gate.redeem(token) != nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(sessions == 1)
    }

    // MARK: Cookies

    private func entered(_ gate: PageGate) throws -> (PageSession, cookie: String) {
        let session = try #require(gate.redeem(gate.issueToken()))
        return (session, String(gate.cookie(for: session).prefix { $0 != ";" }))
    }

    @Test func `the cookie is strict, for the whole page, and for no longer than the browser`() throws {
        let gate = gate()
        let (session, _) = try entered(gate)
        let parts = gate.cookie(for: session).split(separator: ";").map { $0.drop { $0 == " " } }
        #expect(Set(parts.dropFirst()) == ["HttpOnly", "SameSite=Strict", "Path=/"])
    }

    @Test func `each run has a cookie name of its own`() {
        #expect(gate().cookieName != gate().cookieName)
    }

    @Test func `a cookie outlives every link, and links outlive cookies`() throws {
        let gate = gate()
        let (session, cookie) = try entered(gate)
        time.step(.seconds(1_000_000))
        let (other, otherCookie) = try entered(gate)
        #expect(gate.sessions(in: [cookie]) == [session])
        #expect(gate.sessions(in: [otherCookie]) == [other])
        #expect(session != other)
    }

    @Test func `wrong cookies are passed over, and any right one counts`() throws {
        let gate = gate()
        let (session, good) = try entered(gate)
        let name = gate.cookieName
        let lines: [(String, Bool)] = [
            ("", false), (name, false), ("\(name)=", false), ("\(name)=x", false), ("other=1", false),
            (good, true), ("other=1; \(good)", true), ("\(good); other=1", true), ("other=1;\(good)", true),
            ("\(name)=x; \(good)", true), ("\(good); \(name)=x", true), ("\(name)=x; \(name)=; \(good)", true),
            ("x\(good)", false), (good + "x", false), (String(good.dropLast()), false), (good.uppercased(), false),
            ("\(name)=\(session.id)", false), ("\(name)=\(session.id).", false),
            (good.replacing(".", with: ","), false), ("other=\(good)", false), (good.replacing("=", with: " ="), false),
        ]
        for (line, isGood) in lines { #expect(gate.sessions(in: [line]) == (isGood ? [session] : []), "\(line)") }
        #expect(gate.sessions(in: ["other=1", good]) == [session])
    }

    @Test func `another run's cookie is none, even under this run's name`() throws {
        let gate = gate()
        let other = self.gate()
        let (_, cookie) = try entered(other)
        #expect(gate.sessions(in: [cookie]).isEmpty)
        #expect(gate.sessions(in: [cookie.replacing(other.cookieName, with: gate.cookieName)]).isEmpty)
    }

    @Test func `a session's id with another session's seal is none`() throws {
        let gate = gate()
        let (first, _) = try entered(gate)
        let (second, cookie) = try entered(gate)
        #expect(gate.sessions(in: [cookie.replacing(second.id, with: first.id)]).isEmpty)
    }

    // MARK: Forms

    @Test func `a form's token is good for its session and asking only`() throws {
        let gate = gate()
        let (session, _) = try entered(gate)
        let (other, _) = try entered(gate)
        let token = gate.formToken(for: session, asking: "7")
        #expect(gate.asking(of: token, in: session) == "7")
        #expect(gate.asking(of: token, in: other) == nil)
        #expect(gate.asking(of: token, in: PageSession(id: session.id)) == "7")
        let seal = token.prefix { $0 != "." }
        for text in ["", ".", "7", seal + ".8", seal + ".", String(seal), seal + ".77", ".7", "x" + token, token + " "]
        {
            #expect(gate.asking(of: text, in: session) == nil, "\(text)")
        }
    }

    @Test(arguments: ["", "a.b.c", "é", "&=%", String(repeating: "x", count: 1000)])
    func `an asking may have any name`(asking: String) throws {
        let gate = gate()
        let (session, _) = try entered(gate)
        #expect(gate.asking(of: gate.formToken(for: session, asking: asking), in: session) == asking)
    }

    @Test func `a cookie's seal is no form's token`() throws {
        let gate = gate()
        let (session, cookie) = try entered(gate)
        let seal = cookie.suffix(PageSeal.length)
        #expect(gate.asking(of: "\(seal).\(session.id)", in: session) == nil)
        #expect(gate.asking(of: "\(seal).\(session.id)", in: PageSession(id: gate.cookieName)) == nil)
    }
}
