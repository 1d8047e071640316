import NIOCore
import NIOHTTP1

/// Why a connection is ended by itself, whatever was asked on it.
enum ConnectionRefusal: Hashable {
    /// Not a process of the same user.
    case foreignUser
    /// Too many are open.
    case tooMany
    /// A body over the limit.
    case tooLarge
    /// A request that didn't arrive in time.
    case tooSlow
    /// A request for another server, as to a proxy.
    case wrongTarget

    private var status: HTTPResponseStatus {
        switch self {
        case .foreignUser: .forbidden
        case .tooMany: .serviceUnavailable
        case .tooLarge: .payloadTooLarge
        case .tooSlow: .requestTimeout
        case .wrongTarget: .misdirectedRequest
        }
    }

    /// The whole answer, as it goes over the wire where no encoder is.
    func answer(_ headers: PageHeaders) -> ByteBuffer {
        let body = status.reasonPhrase + "\n"
        var head = HTTPResponseHead(version: .http1_1, status: status)
        head.headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        head.headers.add(name: "Content-Length", value: String(body.utf8.count))
        head.headers.add(name: "Connection", value: "close")
        headers.stamp(&head)
        let lines = head.headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        return ByteBuffer(string: "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n\(lines)\r\n\(body)")
    }
}
