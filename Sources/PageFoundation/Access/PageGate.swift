import Hummingbird
import Synchronization

/// Who may see the page: a one-time token from a link becomes a cookie, and a form carries a token of its own.
///
/// Everything lasts as long as the run: a key drawn at its beginning seals cookies and forms, so that a browser's session
/// needs no memory here, and links and cookies don't void each other.
public final class PageGate: Sendable {
    /// Random bytes in a token: 256 bits.
    static let tokenBytes = 32
    static let sessionBytes = 16

    /// The cookie's name, this run's own: all ports of an address share their cookies.
    public let cookieName: String

    private let clock: PageClock
    private let random: RandomBytes
    private let lifetime: Duration
    private let seal: PageSeal
    private let tokens = Mutex(OneTimeTokens())

    /// Begins a run.
    ///
    /// - Parameters:
    ///   - name: what the cookie's name begins with: letters, digits and hyphens.
    ///   - lifetime: how long a link can be used.
    ///   - clock: what a link's lifetime is measured by.
    ///   - random: what the run's key, the rest of the cookie's name, links and sessions are drawn from.
    public init(
        name: String, lifetime: Duration = .seconds(60), clock: PageClock = .system, random: RandomBytes = .system
    ) {
        self.clock = clock
        self.random = random
        self.lifetime = lifetime
        seal = PageSeal(random: random)
        cookieName = name + "-" + random.text(bytes: 9)
    }

    // MARK: Links

    /// A fresh token for a link: used once, and only within its lifetime. See ``PageAddress/link(token:)``.
    public func issueToken() -> String {
        let token = random.text(bytes: Self.tokenBytes)
        let now = clock.now()
        let code = seal.code(.link, [token])
        tokens.withLock { $0.add(code, until: now + lifetime, at: now) }
        return token
    }

    /// Uses a token up and begins a session.
    ///
    /// - Returns: nothing for a token that was never issued, was used, or is too old.
    public func redeem(_ token: String) -> PageSession? {
        let now = clock.now()
        let code = seal.code(.link, [token])
        guard tokens.withLock({ $0.use(code, at: now) }) else { return nil }
        return PageSession(id: random.text(bytes: Self.sessionBytes))
    }

    // MARK: Cookies

    /// The value of `Set-Cookie`: without a domain, `Max-Age` or `Expires`.
    public func cookie(for session: PageSession) -> String {
        let value = session.id + "." + seal.seal(.cookie, cookieName, session.id)
        return Cookie(name: cookieName, value: value, path: "/", httpOnly: true, sameSite: .strict).description
    }

    /// Every session that a request's cookies prove, in their order. Cookies of other names and wrong ones are passed over.
    ///
    /// - Parameter fields: the values of the request's `Cookie` fields.
    public func sessions(in fields: [String]) -> [PageSession] {
        fields.flatMap { $0.split(separator: ";") }.compactMap { pair in
            let pair = pair.drop { $0 == " " || $0 == "\t" }
            guard pair.hasPrefix(cookieName + "=") else { return nil }
            return session(inCookie: pair.dropFirst(cookieName.count + 1))
        }
    }

    private func session(inCookie value: Substring) -> PageSession? {
        let idLength = URLText.length(ofBytes: Self.sessionBytes)
        guard value.utf8.count == idLength + 1 + PageSeal.length, let dot = value.firstIndex(of: ".") else {
            return nil
        }
        let session = PageSession(id: String(value[..<dot]))
        let isOurs = seal.isSeal(value[value.index(after: dot)...], .cookie, cookieName, session.id)
        return isOurs ? session : nil
    }

    // MARK: Forms

    /// The value of a form's hidden field ``PostedForm/tokenField``: good only for this session and this asking.
    ///
    /// - Parameters:
    ///   - session: the browser that is shown the form.
    ///   - asking: what the form answers, as the page names it. No secret; it comes back as ``PostedForm/asking``.
    public func formToken(for session: PageSession, asking: String) -> String {
        seal.seal(.form, session.id, asking) + "." + asking
    }

    /// The asking that a form's token was made for.
    ///
    /// - Returns: nothing for a token that wasn't made here for this session.
    public func asking(of token: String, in session: PageSession) -> String? {
        guard let dot = token.firstIndex(of: ".") else { return nil }
        let asking = String(token[token.index(after: dot)...])
        return seal.isSeal(token[..<dot], .form, session.id, asking) ? asking : nil
    }
}
