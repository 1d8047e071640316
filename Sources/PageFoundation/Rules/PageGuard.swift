import HTTPTypes
import Hummingbird
import NIOCore

/// Rules 1, 2 and 3 for every request, and the way in. In front of the router, so that what has no route is refused too.
public struct PageGuard<Context: PageContext>: RouterMiddleware {
    private let gate: PageGate
    private let limits: PageLimits
    private let address: @Sendable () -> PageAddress?
    private let isOpen: @Sendable (_ path: String) -> Bool
    private let page: @Sendable (PageRefusal) -> RefusalPage

    /// - Parameters:
    ///   - gate: decides who may come in.
    ///   - limits: how much of a request's body is read.
    ///   - address: where the page listens; before that is known every request is refused.
    ///   - isOpen: which paths are shown without a cookie: the style of the page below, say. They tell nothing of the desk.
    ///   - page: what a refused browser is shown.
    public init(
        gate: PageGate, limits: PageLimits = PageLimits(), address: @escaping @Sendable () -> PageAddress?,
        isOpen: @escaping @Sendable (_ path: String) -> Bool = { _ in false },
        page: @escaping @Sendable (PageRefusal) -> RefusalPage = RefusalPage.plain
    ) {
        self.gate = gate
        self.limits = limits
        self.address = address
        self.isOpen = isOpen
        self.page = page
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let facts = RequestFacts(request.head)
        var request = request
        var context = context
        do {
            guard let address = address() else { throw PageRefusal.wrongHost }
            try PageRules.checkHost(facts, address)
            if facts.path == PageRules.entrance, facts.method == .get { return try enter(facts, address) }
            context.access = try await access(&request, facts, address)
            if facts.path == PageRules.entrance { throw PageRefusal.wrongMethod }
        } catch let refusal as PageRefusal {
            return page(refusal).response(refusal, to: request.method)
        }
        return try await next(request, context)
    }

    /// Uses the link's token up, and takes it out of the address bar.
    private func enter(_ facts: RequestFacts, _ address: PageAddress) throws(PageRefusal) -> Response {
        try PageRules.checkReading(facts, address)
        guard let token = PageRules.token(in: facts), let begun = gate.redeem(token) else { throw .wrongToken }
        // A browser that is in already keeps its session: the forms of its open tabs belong to that.
        let session = gate.sessions(in: facts.cookies).first ?? begun
        return Response(status: .seeOther, headers: [.location: "/", .setCookie: gate.cookie(for: session)])
    }

    private func access(
        _ request: inout Request, _ facts: RequestFacts, _ address: PageAddress
    ) async throws -> PageAccess? {
        let sessions = gate.sessions(in: facts.cookies)
        let reads = PageRules.isReading(facts.method)
        let isOpen = reads && isOpen(String(facts.path))
        guard let session = sessions.first else {
            guard isOpen else { throw PageRefusal.noSession }
            try PageRules.checkReading(facts, address)
            return nil
        }
        if reads {
            try PageRules.checkReading(facts, address)
            return PageAccess(session: session, form: nil)
        }
        try PageRules.checkWriting(facts, address)
        let body = try await body(of: &request)
        let (owner, form) = try PageRules.readForm(body.readableBytesView, limit: limits.bodyBytes, of: sessions, gate)
        return PageAccess(session: owner, form: form)
    }

    private func body(of request: inout Request) async throws -> ByteBuffer {
        do {
            return try await request.collectBody(upTo: limits.bodyBytes)
        } catch is NIOTooManyBytesError {
            throw PageRefusal.tooLarge
        }
    }
}

/// A page's responder behind its rules.
struct GuardedResponder<Inner: HTTPResponder>: HTTPResponder where Inner.Context: PageContext {
    let rules: PageGuard<Inner.Context>
    let inner: Inner

    func respond(to request: Request, context: Inner.Context) async throws -> Response {
        try await rules.handle(request, context: context) { try await inner.respond(to: $0, context: $1) }
    }
}
