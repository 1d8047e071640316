import Collector
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// Listens for desks: TLS 1.2 or newer, or plain HTTP on loopback. Ends in order on graceful shutdown: what is being
/// answered is answered, and who asks nothing or is still sending is cut off.
public struct CollectorServer: Service {
    /// Where and for how many.
    public struct Settings: Sendable {
        /// The collector's own settings.
        public var collector: CollectorSettings
        /// Requests that the database works on at once.
        public var connections = 3
        /// Connections of desks. For one more another is closed that asks nothing.
        public var desks = 512
        /// For the head of a connection's first request to arrive.
        public var firstHead = Duration.seconds(10)
        /// For a turn at the database and its answer; then it is 503.
        public var patience = Duration.seconds(30)
        public var logger: Logger

        public init(_ collector: CollectorSettings, logger: Logger) {
            self.collector = collector
            self.logger = logger
        }
    }

    private let settings: Settings
    private let door: CollectorDoor
    private let server: HTTPServerBuilder
    private let connections: OpenConnections
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// Reads the certificate. Blocks.
    ///
    /// - Parameters:
    ///   - settings: where, and for how many.
    ///   - door: what is served.
    ///   - onListening: called once.
    /// - Throws: ``CollectorServerError``
    public init(
        _ settings: Settings, door: CollectorDoor, onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws(CollectorServerError) {
        self.settings = settings
        self.door = door
        self.onListening = onListening
        let connections = OpenConnections(atMost: settings.desks)
        self.connections = connections
        let patience = TimeAmount(settings.firstHead)
        server = try Self.server(
            settings.collector,
            HTTPServerBuilder { responder in
                WatchedChannel(
                    inner: HTTP1Channel(
                        responder: responder, configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(60))),
                    connections: connections, patience: patience, least: LeastArrival())
            })
    }

    /// Whether these settings can be served, without doing anything. Reads the certificate; blocks.
    ///
    /// - Throws: ``CollectorServerError``
    public static func check(_ settings: CollectorSettings) throws(CollectorServerError) {
        _ = try server(settings, .http1())
    }

    private static func server(
        _ settings: CollectorSettings, _ plain: HTTPServerBuilder
    ) throws(CollectorServerError) -> HTTPServerBuilder {
        guard let tls = settings.tls else {
            guard settings.listen.isLoopback else { throw .plainBeyondLoopback }
            return plain
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tls.certificate)
            guard !chain.isEmpty else { throw CollectorServerError.certificate(tls.certificate) }
            let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            // The server would find only later that the key isn't the certificate's.
            _ = try NIOSSLContext(configuration: configuration)
            return try .tls(plain, tlsConfiguration: configuration)
        } catch {
            throw .certificate("\(tls.certificate), \(tls.key)")
        }
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: ``CollectorServerError`` when it can't listen.
    public func run() async throws {
        let listen = settings.collector.listen
        var quiet = settings.logger
        quiet.logLevel = max(quiet.logLevel, .warning)
        let pool = ConnectionPool(
            settings.collector.database, count: settings.connections, patience: settings.patience)
        let (onListening, connections) = (onListening, connections)
        let application = Application(
            responder: CollectorResponder(door: door, pool: pool, logger: settings.logger), server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port),
                serverName: nil),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? listen.port) },
            logger: quiet)
        do {
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                connections.end()
            }
        } catch let error as IOError {
            throw CollectorServerError.cannotListen("\(listen.host):\(listen.port)", error.errnoCode)
        }
    }
}

/// Why a collector can't serve.
public enum CollectorServerError: Error, Hashable, Sendable {
    /// The files that can't be used.
    case certificate(String)
    case plainBeyondLoopback
    /// With an `errno`.
    case cannotListen(String, Int32)
}
