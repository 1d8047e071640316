import Hummingbird
import NIOCore

/// What the rules found out about a request that got through.
public struct PageAccess: Sendable {
    /// Who asks.
    public let session: PageSession
    /// What was sent, for any method but `GET` and `HEAD`.
    public let form: PostedForm?
}

/// The context of a request to a page. A page that needs more in it has one of its own.
public protocol PageContext: RequestContext where Source == ApplicationRequestContextSource {
    /// Who asks and with which form. Nothing only where an asset is open to everybody.
    var access: PageAccess? { get set }
    /// The connection.
    var channel: any Channel { get }
}

/// A context with nothing else in it.
public struct PageRequestContext: PageContext {
    /// What Hummingbird needs.
    public var coreContext: CoreRequestContextStorage
    /// Who asks and with which form.
    public var access: PageAccess?
    /// The connection.
    public let channel: any Channel

    /// As the server makes one for each request.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
