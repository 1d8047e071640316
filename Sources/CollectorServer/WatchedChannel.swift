import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A connection of HTTP/1.1 that is counted, and closed where its first head doesn't come in time or a body stalls.
struct WatchedChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    let inner: HTTP1Channel
    let connections: OpenConnections
    /// Until the first head has come.
    let patience: TimeAmount
    let least: LeastArrival

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let (connections, patience, least) = (connections, patience, least)
        return inner.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(
                ConnectionWatch(connections, patience: patience, least: least), position: .after(decoder))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async { await inner.handle(value: value, logger: logger) }
}

/// Right behind the decoder of one connection: says how far it has come, and ends a body that doesn't come on.
private final class ConnectionWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let connections: OpenConnections
    private let patience: TimeAmount
    private let least: LeastArrival
    private var progress = ConnectionProgress()
    private var lastMove = (stage: ConnectionProgress.Stage.silent, time: NIODeadline.uptimeNanoseconds(0))
    private var window: ArrivalWindow?
    private var hasStalled = false
    /// For the first head, and then for each window of a body.
    private var timer: Scheduled<Void>?

    init(_ connections: OpenConnections, patience: TimeAmount, least: LeastArrival) {
        self.connections = connections
        self.patience = patience
        self.least = least
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        connections.admit(channel, at: context.eventLoop.now)
        timer = context.eventLoop.scheduleTask(in: patience) { channel.drop() }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = context.eventLoop.now
        switch unwrapInboundIn(data) {
        case .head:
            progress.takeHead()
            window = ArrivalWindow(at: now)
            watch(context)
        case .body(let part):
            progress.takeBody()
            window?.take(part.readableBytes)
        case .end:
            progress.takeEnd()
            window = nil
            timer?.cancel()
        }
        if move(context, at: now) { context.channel.drop() }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        window?.readEnds(at: context.eventLoop.now)
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        window?.readBegins(at: context.eventLoop.now)
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        progress.answer()
        let isLast = move(context, at: context.eventLoop.now) || (hasStalled && !progress.isAnswerDue)
        guard isLast else { return context.write(data, promise: promise) }
        let (channel, written) = (context.channel, promise ?? context.eventLoop.makePromise())
        // Whoever still sends would lose the answer if it were closed on top of it.
        written.futureResult.whenComplete { _ in
            channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.drop() }
        }
        context.writeAndFlush(data, promise: written)
    }

    /// Within a body it is enough to say it now and then.
    private func move(_ context: ChannelHandlerContext, at now: NIODeadline) -> Bool {
        let stage = progress.stage
        guard stage != lastMove.stage || now - lastMove.time > .milliseconds(100) else { return false }
        lastMove = (stage, now)
        return connections.move(context.channel, to: stage, at: now)
    }

    private func watch(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: least.window) { self.endWindow(context) }
    }

    private func endWindow(_ context: ChannelHandlerContext) {
        guard let ended = window else { return }
        if ended.isEnough(least.bytes) {
            window?.next()
            return watch(context)
        }
        guard progress.isAnswerDue else { return context.channel.drop() }
        hasStalled = true
        window = nil
        context.fireErrorCaught(StalledArrival())
    }
}
