/// Why a page can't be served.
public enum PageServerError: Error, Hashable, Sendable {
    /// Not of the form `127.0.0.1:PORT`.
    case notAnAddress(String)
    /// It would be reached from elsewhere than this computer, or by a name.
    case beyondLoopback(String)
    /// Another program listens there.
    case portTaken(UInt16)
    /// The system refused, and its error's number (errno(3)).
    case cannotListen(UInt16, errno: Int32)
}

extension PageServerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAnAddress(let text): "\(text) isn't an address of the form \(PageAddress.host):PORT."
        case .beyondLoopback(let host):
            "The page listens on \(PageAddress.host) only, not on \(host): nothing in it is encrypted, and only this computer's user may reach it."
        case .portTaken(let port): "Another program listens on \(PageAddress(port: port).authority)."
        case .cannotListen(let port, let number):
            "Can't listen on \(PageAddress(port: port).authority) (error \(number))."
        }
    }
}
