import HTTPTypes

/// The rules for a request's head, each by itself. Pure.
enum PageRules {
    /// Where a link leads.
    static let entrance = "/enter"
    /// The link's field with its token.
    static let tokenField = "token"

    /// Rule 1: the one `Host` is exactly the page's own.
    static func checkHost(_ facts: RequestFacts, _ address: PageAddress) throws(PageRefusal) {
        guard facts.hosts == [address.authority] else { throw .wrongHost }
    }

    /// Rule 3 for what changes nothing: another site's page may lead its user here, and no more. Another port of this address
    /// is the same site for a browser, so `same-site` is another site here. A browser that looks ahead leads nobody here yet,
    /// whoever it says that it asks for: what Chromium prefetched for another port's page, the line on sites let pass.
    /// Who follows a link or types an address sends no `Origin`. Chromium opens a WebSocket with nothing but that to say who
    /// asks, and with the cookie.
    static func checkReading(_ facts: RequestFacts, _ address: PageAddress) throws(PageRefusal) {
        guard !facts.isSpeculative else { throw .prefetched }
        guard facts.origin == nil || facts.origin == address.origin else { throw .foreignSite }
        guard let site = facts.fetchSite, site != "same-origin", site != "none" else { return }
        guard facts.fetchMode == "navigate", facts.fetchDestination == "document" else { throw .foreignSite }
    }

    /// Rule 3 for any other method, before its body is read: the request says that it comes from our own page.
    static func checkWriting(_ facts: RequestFacts, _ address: PageAddress) throws(PageRefusal) {
        guard facts.origin == address.origin, facts.fetchSite == nil || facts.fetchSite == "same-origin" else {
            throw .foreignForm
        }
        guard isForm(facts.contentType) else { throw .foreignForm }
    }

    /// Rule 3 for any other method: the form was made for this session, and the asking that it answers.
    static func readForm(
        _ body: some Collection<UInt8>, limit: Int, of sessions: [PageSession], _ gate: PageGate
    ) throws(PageRefusal) -> (PageSession, PostedForm) {
        guard let fields = try? FormFields(parsing: body, limit: limit),
            let token = (try? fields.one(PostedForm.tokenField)) ?? nil
        else { throw .foreignForm }
        for session in sessions {
            if let asking = gate.asking(of: token, in: session) {
                return (session, PostedForm(asking: asking, fields: fields))
            }
        }
        throw .foreignForm
    }

    /// The token of a link, where there is exactly one.
    static func token(in facts: RequestFacts) -> String? {
        guard let query = facts.query, let fields = try? FormFields(parsing: query.utf8, limit: 4096) else {
            return nil
        }
        return (try? fields.one(tokenField)) ?? nil
    }

    static func isReading(_ method: HTTPRequest.Method) -> Bool { method == .get || method == .head }

    private static func isForm(_ contentType: String?) -> Bool {
        let type = contentType?.prefix { $0 != ";" }.lowercased().trimmingSuffix { $0 == " " }
        return type == "application/x-www-form-urlencoded"
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
