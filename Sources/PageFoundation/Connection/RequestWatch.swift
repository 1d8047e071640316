import NIOCore
import NIOHTTP1

/// Right behind the decoder: says how far requests and answers have come, looks after bodies and targets, and sets the headers
/// of every answer, Hummingbird's own to what isn't HTTP included.
///
/// A request goes on only when all of it is here: one whose body turns out too long must not have been acted on.
final class RequestWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: PageLimits
    private let headers: PageHeaders
    private var keeper: ConnectionKeeper?
    private var bodyBytes = 0
    /// What has come of a request.
    private var held: [HTTPServerRequestPart] = []

    init(limits: PageLimits, headers: PageHeaders) {
        self.limits = limits
        self.headers = headers
    }

    func handlerAdded(context: ChannelHandlerContext) {
        keeper = try? context.pipeline.syncOperations.handler(type: ConnectionKeeper.self)
    }

    func handlerRemoved(context: ChannelHandlerContext) { keeper = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let keeper, !keeper.hasEnded else { return }
        let part = unwrapInboundIn(data)
        switch part {
        case .head(let head):
            keeper.headArrived()
            bodyBytes = 0
            if let refusal = refusal(of: head) { return keeper.end(refusal) }
            held = [part]
        case .body(let bytes):
            bodyBytes += bytes.readableBytes
            if bodyBytes > limits.bodyBytes { return keeper.end(.tooLarge) }
            held.append(part)
        case .end:
            keeper.requestArrived()
            let request = held + [part]
            held = []
            for part in request { context.fireChannelRead(wrapInboundOut(part)) }
        }
    }

    private func refusal(of head: HTTPRequestHead) -> ConnectionRefusal? {
        // An address with a server in it, as to a proxy: that server's name counts, not the one in `Host`.
        guard head.uri.hasPrefix("/") || head.uri == "*" else { return .wrongTarget }
        guard let length = head.headers.first(name: "Content-Length") else { return nil }
        return Int(length).map { $0 <= limits.bodyBytes } ?? false ? nil : .tooLarge
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if head.status.code >= 200 {
                headers.stamp(&head)
                keeper?.answerBegan()
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            keeper?.answerEnded()
        }
    }
}
