import NIOHTTP1

/// Rule 5: what every answer says, errors included, whatever the page itself has set.
public struct PageHeaders: Sendable {
    /// What a page may load from itself.
    public enum Source: String, Sendable, CaseIterable {
        case script = "script-src"
        case style = "style-src"
        case image = "img-src"
        case font = "font-src"
        /// An event stream, `fetch`.
        case connect = "connect-src"
    }

    private let fixed: [(name: String, value: String)]

    /// - Parameter sources: what the page needs; everything else is forbidden to it.
    public init(sources: Set<Source> = Set(Source.allCases)) {
        let allowed = Source.allCases.filter(sources.contains).map { "\($0.rawValue) 'self'" }
        let policy =
            ["default-src 'none'"] + allowed + ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
        fixed = [
            ("Content-Security-Policy", policy.joined(separator: "; ")),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            // With no-referrer a browser sends `Origin: null` with our own forms.
            ("Referrer-Policy", "same-origin"),
            ("X-Content-Type-Options", "nosniff"),
        ]
    }

    /// Sets what every answer says. Only an asset that never changes under its address, which says so (`immutable`), may be
    /// kept by the browser; and no other origin is ever let in.
    func stamp(_ head: inout HTTPResponseHead) {
        for (name, value) in fixed { head.headers.replaceOrAdd(name: name, value: value) }
        let kept = head.headers["Cache-Control"]
        let isAsset = kept.count == 1 && kept[0].contains("immutable") && [200, 304].contains(head.status.code)
        if !isAsset { head.headers.replaceOrAdd(name: "Cache-Control", value: "no-store") }
        for (name, _) in head.headers where name.lowercased().hasPrefix("access-control-") {
            head.headers.remove(name: name)
        }
    }
}
