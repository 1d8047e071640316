import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Serves one page on loopback, behind all of its rules.
///
/// Ends in order on graceful shutdown and on cancellation: streams end at once, answers that are being written have
/// ``PageLimits/ending``, then their connections are closed.
public struct PageServer<Responder: HTTPResponder>: Service where Responder.Context: PageContext {
    /// What stands around a page.
    public struct Settings: Sendable {
        /// Where.
        public var listen: ListenAddress
        /// Who may come in.
        public var gate: PageGate
        /// How much, and for how long.
        public var limits = PageLimits()
        /// Whose processes may connect.
        public var peers = PeerCheck.system
        /// What every answer says.
        public var headers = PageHeaders()
        /// For the log's one line a second.
        public var clock = PageClock.system
        /// Paths that are shown without a cookie; they tell nothing of the desk.
        public var isOpen: @Sendable (_ path: String) -> Bool = { _ in false }
        /// What a refused browser is shown.
        public var refusalPage: @Sendable (PageRefusal) -> RefusalPage = RefusalPage.plain
        /// Gets warnings and worse, Hummingbird's too; never a link.
        public var logger: Logger

        /// The desk's own settings, but for these.
        public init(listen: ListenAddress, gate: PageGate, logger: Logger) {
            self.listen = listen
            self.gate = gate
            self.logger = logger
        }
    }

    private let settings: Settings
    private let responder: Responder
    private let onListening: @Sendable (PageAddress) async -> Void
    private let connections: Connections
    private let address = AddressBox()

    /// - Parameters:
    ///   - settings: what stands around the page.
    ///   - responder: the page's own, as a router builds it.
    ///   - onListening: called once, before the first request is read.
    public init(
        _ settings: Settings, responder: Responder, onListening: @escaping @Sendable (PageAddress) async -> Void
    ) {
        self.settings = settings
        self.responder = responder
        self.onListening = onListening
        connections = Connections(limits: settings.limits)
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: ``PageServerError`` when it can't listen.
    public func run() async throws {
        do {
            try await serve(settings.listen.port)
        } catch PageServerError.portTaken where settings.listen.takesAnother {
            try await serve(0)
        }
    }

    private func serve(_ port: UInt16) async throws {
        let application = application(port)
        let connections = connections
        let ending = settings.limits.ending
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await application.run() }
                group.addTask {
                    try await gracefulShutdown()
                    try await Task.sleep(for: ending)
                    connections.closeAll()
                }
                defer { group.cancelAll() }
                do {
                    try await group.next()
                } catch let error as IOError where address.value == nil {
                    throw error.errnoCode == EADDRINUSE
                        ? PageServerError.portTaken(port) : .cannotListen(port, errno: error.errnoCode)
                }
            }
        } onCancel: {
            connections.closeAll()
        }
    }

    private func application(_ port: UInt16) -> some Service {
        let settings = settings
        let connections = connections
        let address = address
        let rules = PageGuard<Responder.Context>(
            gate: settings.gate, limits: settings.limits, address: { address.value }, isOpen: settings.isOpen,
            page: settings.refusalPage)
        let refusals = RefusalLog(clock: settings.clock, logger: settings.logger)
        // What Hummingbird says of each connection is no news of the desk's.
        var quiet = settings.logger
        quiet.logLevel = max(quiet.logLevel, .warning)
        return Application(
            responder: GuardedResponder(rules: rules, inner: responder),
            server: HTTPServerBuilder { responder in
                GuardedChannel(
                    inner: HTTP1Channel(
                        responder: responder,
                        configuration: HTTP1Channel.Configuration(
                            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                                maxHeaderFieldSize: settings.limits.headerBytes,
                                maxHeaderListSize: settings.limits.headerBytes))),
                    peers: settings.peers, connections: connections, limits: settings.limits,
                    headers: settings.headers, refusals: refusals)
            },
            configuration: ApplicationConfiguration(address: .hostname(PageAddress.host, port: Int(port))),
            onServerRunning: { channel in
                guard let port = channel.localAddress?.port.flatMap(UInt16.init(exactly:)) else { return }
                let bound = PageAddress(port: port)
                address.set(bound)
                await onListening(bound)
            },
            logger: quiet)
    }
}

/// Where a page listens, once it does.
private final class AddressBox: Sendable {
    private let box = Mutex<PageAddress?>(nil)

    var value: PageAddress? { box.withLock { $0 } }

    func set(_ address: PageAddress) { box.withLock { $0 = address } }
}
