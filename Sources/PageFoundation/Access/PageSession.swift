/// One browser that came in by a link. It lives as long as the run; nothing about it is stored.
public struct PageSession: Hashable, Sendable {
    /// Unique, and no secret: the cookie holds it together with a seal.
    public let id: String
}
