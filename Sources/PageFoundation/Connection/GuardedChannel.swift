import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// A connection in front of which rule 4 and the number of connections stand, and beside which its deadline and limits do.
struct GuardedChannel: ServerChildChannel {
    /// A connection that is served, or one that hears why it isn't.
    enum Value: ServerChildChannelValue {
        case accepted(HTTP1Channel.Value)
        case refused(any Channel, ConnectionRefusal)

        var channel: any Channel {
            switch self {
            case .accepted(let value): value.channel
            case .refused(let channel, _): channel
            }
        }
    }

    let inner: HTTP1Channel
    let peers: PeerCheck
    let connections: Connections
    let limits: PageLimits
    let headers: PageHeaders
    let refusals: RefusalLog

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        verdict(on: channel).flatMap { verdict in
            if case .refused(let owner) = verdict {
                refusals.refused(owner, on: channel.eventLoop)
                return refuse(channel, .foreignUser)
            }
            return connections.admit(channel) ? accept(channel, logger) : refuse(channel, .tooMany)
        }
    }

    /// The look-up reads files of the kernel's, so it isn't done on the event loop, which others wait for.
    private func verdict(on channel: any Channel) -> EventLoopFuture<PeerCheck.Verdict> {
        guard let pair = SocketPair(peerOf: channel) else {
            return channel.eventLoop.makeSucceededFuture(.refused(.nobody))
        }
        return NIOThreadPool.singleton.runIfActive(eventLoop: channel.eventLoop) { peers.verdict(pair) }
            .recover { _ in .refused(.nobody) }
    }

    /// Nothing can be written yet: the connection isn't active before its set-up has ended. See ``handle(value:logger:)``.
    private func refuse(_ channel: any Channel, _ refusal: ConnectionRefusal) -> EventLoopFuture<Value> {
        channel.setOption(.autoRead, value: false).map { .refused(channel, refusal) }
    }

    private func accept(_ channel: any Channel, _ logger: Logger) -> EventLoopFuture<Value> {
        let pipeline = channel.pipeline
        let limits = limits
        let headers = headers
        return channel.eventLoop.makeCompletedFuture {
            let keeper = ConnectionKeeper(limits: limits, headers: headers, at: channel.eventLoop.now)
            try pipeline.syncOperations.addHandler(keeper)
        }.flatMap {
            inner.setup(channel: channel, logger: logger)
        }.flatMapThrowing { value in
            let decoder = try pipeline.syncOperations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let watch = RequestWatch(limits: limits, headers: headers)
            try pipeline.syncOperations.addHandler(watch, position: .after(decoder))
            return .accepted(value)
        }
    }

    func handle(value: Value, logger: Logger) async {
        switch value {
        case .accepted(let value): await inner.handle(value: value, logger: logger)
        case .refused(let channel, let refusal): await sayFarewell(channel, refusal)
        }
    }

    /// Says why, and closes. Nothing is read.
    private func sayFarewell(_ channel: any Channel, _ refusal: ConnectionRefusal) async {
        if connections.beginFarewell() {
            defer { connections.endFarewell() }
            // A peer that has gone hears nothing; the connection is closed all the same.
            try? await channel.writeAndFlush(refusal.answer(headers))
            try? await channel.close(mode: .output)
            try? await Task.sleep(for: limits.farewell)
        }
        try? await channel.close()
    }
}
