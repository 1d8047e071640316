import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle

extension EventHub {
    /// The answer to `GET /events`: a stream that ends when its browser goes, the hub ends, or the server is to end.
    ///
    /// It begins after `Last-Event-ID`, which a browser sends when it comes back; else after the address's `after`. 503 when
    /// as many are open as may be, or the hub has ended. A comment each two seconds is a sign of life: a browser notices by
    /// itself only a desk that is gone, not one that stands still.
    public func response(to request: Request, context: some PageContext) -> Response {
        let subscription: EventSubscription
        do {
            subscription = try subscribe(after: Self.lastID(in: request))
        } catch {
            return Response(status: .serviceUnavailable)
        }
        let channel = context.channel
        channel.triggerUserOutboundEvent(EventStreamBegan(), promise: nil)
        let signs = channel.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(2), delay: .seconds(2)) {
            [weak subscription] _ in subscription?.wantsSignOfLife()
        }
        channel.closeFuture.whenComplete { [weak subscription] _ in
            signs.cancel()
            subscription?.end()
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: ResponseBody { writer in
                for await wake in subscription.wakes.cancelOnGracefulShutdown() {
                    let text = await subscription.take()
                    if text.isEmpty, wake == .news { continue }
                    try await writer.write(ByteBuffer(string: text.isEmpty ? ":\n\n" : text))
                }
                try await writer.finish(nil)
            })
    }

    static func lastID(in request: Request) -> EventID? {
        if let header = request.headers[.lastEventID] { return EventID(header) }
        let query = RequestFacts(request.head).query ?? ""
        let fields = try? FormFields(parsing: query.utf8, limit: 4096)
        return (try? fields?.one("after")).flatMap { $0 }.flatMap { EventID($0) }
    }
}

extension HTTPField.Name {
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
