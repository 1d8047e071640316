import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import TestSupport

@testable import PageFoundation

/// A real server with a small page, on a port of its own.
struct TestPage: Sendable {
    let port: UInt16
    let gate: PageGate
    let hub: EventHub
    let places: StreamPlaces
    let log: LineLog
    /// What the page's own code did.
    let works: Tally
    let services: ServiceGroup

    var authority: String { "127.0.0.1:\(port)" }
    var origin: String { "http://" + authority }

    /// Serves while the body runs, and then ends in order.
    static func run<Value: Sendable>(
        limits: PageLimits = .quick, peers: PeerCheck = .system, listen: ListenAddress = .exactly(0),
        clock: PageClock = .system, places: StreamPlaces = StreamPlaces(),
        _ body: @Sendable (TestPage) async throws -> Value
    ) async throws -> Value {
        let log = LineLog()
        let works = Tally()
        let gate = PageGate(name: "test", clock: clock)
        let hub = EventHub(places: places) { [PageEvent(name: "readers", data: "present")] }
        var settings = PageServer<RouterResponder<PageRequestContext>>.Settings(
            listen: listen, gate: gate, logger: log.logger)
        settings.limits = limits
        settings.peers = peers
        settings.clock = clock
        settings.isOpen = { $0 == "/open.css" }
        settings.refusalPage = { RefusalPage(text: "<p>refused: \($0)</p>") }
        let (ports, port) = AsyncStream.makeStream(of: UInt16.self)
        let server = PageServer(settings, responder: router(works, hub).buildResponder()) { port.yield($0.port) }
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: log.logger))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await services.run()
            }
            var iterator = ports.makeAsyncIterator()
            guard let bound = await iterator.next() else {
                try await group.next()
                throw TestSupportFailure("the server ended before it listened")
            }
            let page = TestPage(
                port: bound, gate: gate, hub: hub, places: places, log: log, works: works, services: services)
            let value: Value
            do {
                value = try await body(page)
            } catch {
                await services.triggerGracefulShutdown()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return value
        }
    }

    private static func router(_ works: Tally, _ hub: EventHub) -> Router<PageRequestContext> {
        let router = Router(context: PageRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.get("/") { _, context in
            works.add("GET /")
            return "desk of \(context.access?.session.id ?? "nobody")"
        }
        router.get("open.css") { _, _ in
            Response(status: .ok, headers: [.cacheControl: "public, max-age=31536000, immutable"])
        }
        router.get("cached") { _, _ in Response(status: .ok, headers: [.cacheControl: "public, max-age=60"]) }
        router.get("cors") { _, _ in Response(status: .ok, headers: [.accessControlAllowOrigin: "*"]) }
        router.get("fails") { _, _ -> Response in throw TestSupportFailure("on purpose") }
        router.get("slow") { _, _ in
            try await Task.sleep(for: .seconds(3))
            return "at last"
        }
        router.get("hangs") { _, _ in
            try await Task.sleep(for: .seconds(60))
            return "never"
        }
        router.post("answer") { _, context in
            works.add("POST /answer")
            let form = context.access?.form
            return "\(form?.asking ?? "none"): \(form?.fields.all("value").joined(separator: ",") ?? "")"
        }
        router.get("events") { request, context in hub.response(to: request, context: context) }
        return router
    }

    // MARK: A browser that keeps to the rules, but for what a test changes

    func connect() async throws -> RawConnection { try await RawConnection(port: port) }

    /// One request on a connection of its own.
    func ask(_ text: String) async throws -> RawAnswer {
        let connection = try await connect()
        await connection.send(text)
        return try await connection.answer(hasBody: !text.hasPrefix("HEAD "))
    }

    func get(_ path: String, method: String = "GET", cookie: String? = nil, _ fields: [String] = []) async throws
        -> RawAnswer
    {
        try await ask(request(path, method: method, cookie: cookie, fields))
    }

    func request(_ path: String, method: String = "GET", cookie: String? = nil, _ fields: [String] = []) -> String {
        let lines =
            ["\(method) \(path) HTTP/1.1", "Host: \(authority)"] + (cookie.map { ["Cookie: " + $0] } ?? []) + fields
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// Follows a fresh link.
    func enter() async throws -> String {
        let answer = try await get("/enter?token=\(gate.issueToken())")
        guard answer.status == 303, let cookie = answer.cookie else {
            throw TestSupportFailure("a link isn't taken: \(answer.status)")
        }
        return cookie
    }

    func session(of cookie: String) throws -> PageSession {
        guard let session = gate.sessions(in: [cookie]).first else { throw TestSupportFailure("no session") }
        return session
    }
}

extension PageLimits {
    /// As the desk's, but for what a test would have to wait for. Who is refused before having asked has to ask before the
    /// farewell is over, or loses the answer with the connection: the time of a busy computer.
    static var quick: PageLimits {
        var limits = PageLimits()
        limits.farewell = .seconds(1)
        limits.ending = .milliseconds(300)
        return limits
    }
}

/// What a page's code did, counted.
final class Tally: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func add(_ what: String) { counts.withLock { $0[what, default: 0] += 1 } }
    subscript(_ what: String) -> Int { counts.withLock { $0[what] ?? 0 } }
}

/// A log that a test reads.
final class LineLog: Sendable {
    private let written = Mutex<[String]>([])

    var lines: [String] { written.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test", factory: { _ in Handler(log: self) })
        logger.logLevel = .warning
        return logger
    }

    private struct Handler: LogHandler {
        let log: LineLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.warning

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { log.written.withLock { $0.append(event.message.description) } }
    }
}

/// A clock that a test steps.
final class SteppedClock: Sendable {
    private let time = Mutex(Duration.zero)

    var clock: PageClock { PageClock { self.time.withLock { $0 } } }

    func step(_ duration: Duration) { time.withLock { $0 += duration } }
}
