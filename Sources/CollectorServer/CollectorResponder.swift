import Collector
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PostgreSQL

/// Turns HTTP into what the two doors take, and their answers into HTTP. Serves no page.
struct CollectorResponder: HTTPResponder {
    let door: CollectorDoor
    let pool: ConnectionPool
    let logger: Logger
    /// For one of the largest requests; and beside it for those that a desk sends after a long absence, and for small
    /// ones, so that slow large ones keep nobody out.
    private let large = ByteBudget(entriesBound)
    private let middle = ByteBudget(8 * middleBound)
    private let small = ByteBudget(64 * smallBound)

    private static let entriesBound = 16 << 20
    private static let checkpointBound = 64 << 10
    private static let middleBound = 2 << 20
    private static let smallBound = 256 << 10
    /// For room to hold a body. Shorter than a connection may be idle, so that who waits is answered.
    private static let patience = Duration.seconds(30)

    init(door: CollectorDoor, pool: ConnectionPool, logger: Logger) {
        self.door = door
        self.pool = pool
        self.logger = logger
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        switch Place(request.uri.path) {
        case .entries(let address):
            guard request.method == .post else { return Self.notAllowed("POST") }
            let door = door
            return await taking(request, of: address, bound: Self.entriesBound) { body, connection in
                try door.takeEntries(body, address: address, on: try connection())
            }
        case .addCheckpoint:
            guard request.method == .post else { return Self.notAllowed("POST") }
            let door = door
            return await taking(request, bound: Self.checkpointBound) { body, connection in
                try door.addCheckpoint(body, on: try connection())
            }
        case .checkpoint(let address):
            guard request.method == .get || request.method == .head else { return Self.notAllowed("GET, HEAD") }
            let door = door
            return await answering { connection in try door.newestCheckpoint(address: address, on: try connection()) }
        case nil: return Self.response(CollectorAnswer(404, "There is nothing here.\n"))
        }
    }

    /// What an address means.
    private enum Place {
        case entries([UInt8])
        case addCheckpoint
        case checkpoint([UInt8])

        init?(_ path: String) {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            switch parts.count {
            case 1 where parts[1] == "add-checkpoint": self = .addCheckpoint
            case 2 where parts[2] == "checkpoint":
                guard let address = Self.address(parts[1]) else { return nil }
                self = .checkpoint(address)
            case 4 where parts[1] == "v1" && parts[2] == "logs" && parts[4] == "entries":
                guard let address = Self.address(parts[3]) else { return nil }
                self = .entries(address)
            default: return nil
            }
        }

        /// 64 small hexadecimal digits.
        private static func address(_ text: Substring) -> [UInt8]? {
            let digits = text.utf8.compactMap { digit -> UInt8? in
                switch digit {
                case 0x30...0x39: digit - 0x30
                case 0x61...0x66: digit - 0x61 + 10
                default: nil
                }
            }
            guard digits.count == 64, text.utf8.count == 64 else { return nil }
            return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
    }

    // MARK: Requests with a body

    /// - Parameter address: the log's, where the request can be a large one.
    private func taking(
        _ request: Request, of address: [UInt8]? = nil, bound: Int,
        _ take: @escaping @Sendable ([UInt8], () throws -> PostgreSQLConnection) throws -> CollectorAnswer
    ) async -> Response {
        let isPacked: Bool
        switch request.headers[.contentEncoding]?.lowercased() {
        case nil, "identity": isPacked = false
        case "gzip": isPacked = true
        default: return Self.response(CollectorAnswer(415, "The body may be packed with gzip alone.\n"))
        }
        let length = request.headers[.contentLength].flatMap(Int.init)
        let tooLarge = CollectorAnswer(413, "The request is too large.\n")
        if let length, length > bound { return Self.response(tooLarge) }
        // One that doesn't say how long it is counts as small until it isn't.
        var reserved = min(bound, max(length ?? Self.smallBound, 4096))
        if let refusal = await reserve(reserved, for: address) { return refusal }
        defer { budget(reserved).giveBack(reserved) }
        var packed: [UInt8] = []
        packed.reserveCapacity(length ?? 0)
        do {
            for try await part in request.body {
                let count = packed.count + part.readableBytes
                guard count <= bound else { return Self.response(tooLarge) }
                if count > reserved {
                    if let refusal = await reserve(bound, for: address) { return refusal }
                    budget(reserved).giveBack(reserved)
                    reserved = bound
                }
                packed.append(contentsOf: part.readableBytesView)
            }
        } catch is StalledArrival {
            var response = Self.response(.again("The request came too slowly."))
            response.headers[.connection] = "close"
            return response
        } catch {
            return Self.response(CollectorAnswer(400, "The request ended early.\n"))
        }
        let whole = packed
        packed = []
        return await answering { connection in
            guard isPacked else { return try take(whole, connection) }
            let body: [UInt8]
            do throws(Gunzip.Failure) {
                body = try Gunzip.unpack(whole, atMost: bound)
            } catch {
                return error == .tooLarge ? tooLarge : CollectorAnswer(400, "The body isn't gzip.\n")
            }
            return try take(body, connection)
        }
    }

    private func budget(_ bytes: Int) -> ByteBudget {
        bytes <= Self.smallBound ? small : bytes <= Self.middleBound ? middle : large
    }

    /// Takes room for a body; a large one only for a log that is enrolled.
    ///
    /// - Returns: the answer, where there is none.
    private func reserve(_ bytes: Int, for address: [UInt8]?) async -> Response? {
        if bytes > Self.smallBound, let address {
            let door = door
            let known = await answering { connection in try door.knows(address: address, on: try connection()) }
            guard known.status == .ok else { return known }
        }
        guard await budget(bytes).take(bytes, within: Self.patience) else {
            return Self.response(.again("Too many large requests come at once."))
        }
        return nil
    }

    private func answering(
        _ body: @escaping @Sendable (() throws -> PostgreSQLConnection) throws -> CollectorAnswer
    ) async -> Response {
        do {
            return Self.response(try await pool.perform(body) ?? .databaseAway)
        } catch {
            // Nothing is known to be durable, and the desk may come again.
            logger.error("A request couldn't be answered: \(error)")
            return Self.response(Self.unanswered(error))
        }
    }

    // MARK: Answers

    /// What is away, without a path.
    private static func unanswered(_ error: any Error) -> CollectorAnswer {
        let what: String
        switch error {
        case is CosignedFileError: what = "The collector can't read what it cosigned."
        case is CollectorDamage: what = "The collector's database is damaged."
        default: return .databaseAway
        }
        return .again(what)
    }

    private static func notAllowed(_ methods: String) -> Response {
        var response = response(CollectorAnswer(405, "This address takes \(methods).\n"))
        response.headers[.allow] = methods
        return response
    }

    private static func response(_ answer: CollectorAnswer) -> Response {
        var headers = HTTPFields()
        headers[.cacheControl] = "no-store"
        if !answer.body.isEmpty { headers[.contentType] = answer.contentType }
        if let seconds = answer.retryAfter { headers[.retryAfter] = String(seconds) }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }
}

extension CollectorAnswer {
    /// Nothing is wrong with the request, which may come again as soon as after a database that was away.
    fileprivate static func again(_ reason: String) -> CollectorAnswer {
        CollectorAnswer(503, reason + "\n", retryAfter: databaseAway.retryAfter)
    }
}
