import NIOCore

/// Ends a connection by itself: at a request's deadline, or when told to. Nearest to the socket, before anything is decoded,
/// so that it sees bytes and not only whole heads.
final class ConnectionKeeper: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let limits: PageLimits
    private let headers: PageHeaders
    private var clock: RequestClock
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private var hasStream = false
    private var isInputClosed = false
    /// Nothing more of what comes is read, nor of what the page answers written.
    private(set) var hasEnded = false

    init(limits: PageLimits, headers: PageHeaders, at now: NIODeadline) {
        self.limits = limits
        self.headers = headers
        clock = RequestClock(patience: TimeAmount(limits.request), at: now)
    }

    // MARK: What was seen behind the decoder

    func headArrived() { clock.headArrived() }

    func requestArrived() {
        guard let context else { return }
        clock.requestArrived(at: context.eventLoop.now)
        watchDeadline()
    }

    func answerBegan() { clock.answerBegan() }

    func answerEnded() {
        guard let context else { return }
        clock.answerEnded(at: context.eventLoop.now)
        watchDeadline()
    }

    /// Ends the connection, with an answer where the other side can tell what it is about.
    func end(_ refusal: ConnectionRefusal) {
        guard let context, !hasEnded else { return }
        hasEnded = true
        timer?.cancel()
        guard clock.canAnswer else { return context.close(promise: nil) }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.sayFarewell() }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(refusal.answer(headers))), promise: written)
    }

    /// What still comes is read and dropped: closed with unread bytes the connection would be reset, and the answer lost.
    private func sayFarewell() {
        guard let context else { return }
        context.close(mode: .output, promise: nil)
        context.read()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.farewell)) {
            self.context?.close(promise: nil)
        }
    }

    // MARK: Deadline

    /// Keeps one timer; when it fires early it is set again.
    private func watchDeadline() {
        guard let context, timer == nil, !hasEnded, let deadline = clock.deadline else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            self.checkDeadline()
        }
    }

    private func checkDeadline() {
        guard let context, let deadline = clock.deadline else { return }
        guard deadline <= context.eventLoop.now else { return watchDeadline() }
        if clock.hasBegun { return end(.tooSlow) }
        hasEnded = true
        context.close(promise: nil)
    }

    // MARK: Handler

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        watchDeadline()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasEnded else { return }
        clock.bytesArrived(at: context.eventLoop.now)
        context.fireChannelRead(data)
        watchDeadline()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if hasEnded { context.read() } else { context.fireChannelReadComplete() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if hasEnded { promise?.fail(ChannelError.ioOnClosedChannel) } else { context.write(data, promise: promise) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        // The page's side gives up when it can't write; the farewell isn't over then.
        if hasEnded {
            context.channel.closeFuture.cascade(to: promise)
        } else {
            context.close(mode: mode, promise: promise)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            isInputClosed = true
            if hasEnded || hasStream { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is EventStreamBegan else { return context.triggerUserOutboundEvent(event, promise: promise) }
        hasStream = true
        if isInputClosed { context.close(promise: nil) }
        promise?.succeed()
    }
}

/// Told to a connection when its answer is a stream: a browser that stops listening is then noticed at once, and not only at
/// the next event.
struct EventStreamBegan: Sendable {}
