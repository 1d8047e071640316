import HTTPTypes

/// Why a request is refused before any work was done for it.
public enum PageRefusal: Error, Hashable, Sendable, CaseIterable {
    /// `Host` isn't exactly the page's own: perhaps a name that was made to mean this computer.
    case wrongHost
    /// No cookie of this run.
    case noSession
    /// The link's token was used, is too old, or was never issued.
    case wrongToken
    /// The browser only looks ahead; the link is still good.
    case prefetched
    /// Another site asks, and not by a link or an address that its user follows.
    case foreignSite
    /// A form that isn't ours, or that another session got.
    case foreignForm
    /// The way in is for `GET` alone.
    case wrongMethod
    /// More than a body may hold.
    case tooLarge

    /// The answer's status.
    public var status: HTTPResponse.Status {
        switch self {
        case .wrongHost: .misdirectedRequest
        case .noSession, .wrongToken, .prefetched, .foreignSite, .foreignForm: .forbidden
        case .wrongMethod: .methodNotAllowed
        case .tooLarge: .contentTooLarge
        }
    }
}
