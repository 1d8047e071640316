import Collector
import Foundation
import Instants
import PostgreSQL

/// The estate that stands in a collector's database, read as the role that may only read.
///
/// It connects at the first question, and anew where the connection was lost: the pages outlive the database's restarts.
public actor DatabaseEstate: Estate {
    private let settings: String
    private let silentAfterHours: Int
    private let cosigned: CosignedFile?
    private let now: @Sendable () -> UTCInstant
    private var worker: DatabaseWorker?

    /// A question that takes longer is given up, so that one too wide doesn't hold up all others. Milliseconds.
    private static let patience = 20_000

    /// - Parameters:
    ///   - settings: how libpq gets to the database, as a role that is, or may become, `CollectorSchema.auditorRole`.
    ///   - silentAfterHours: without contact for so long a desk is silent.
    ///   - cosigned: the file beside the witness's key, where this user may read it.
    ///   - now: the clock.
    public init(
        _ settings: String, silentAfterHours: Int, cosigned: CosignedFile?, now: @escaping @Sendable () -> UTCInstant
    ) {
        self.settings = settings
        self.silentAfterHours = silentAfterHours
        self.cosigned = cosigned
        self.now = now
    }

    /// Connects, to find out at once whether it can be done.
    ///
    /// - Throws: `PostgreSQLError`, `CollectorSchemaError`
    public func connect() async throws { _ = try await connected() }

    // MARK: Questions

    public func desks() async throws(EstateTrouble) -> [EstateDesk] {
        let (hours, cosigned, now) = (silentAfterHours, cosigned, now())
        return try await ask { reader in
            try reader.desks(now: now, silentAfterHours: hours, cosigned: cosigned).map(EstateDesk.init)
        }
    }

    public func events(_ search: EstateSearch, limit: Int) async throws(EstateTrouble) -> [EstateEvent] {
        try await ask { reader in
            try reader.events(EstateQuery(search), limit: limit, newestFirst: true).map {
                EstateEvent(origin: $0.origin, site: $0.site, event: $0.event)
            }
        }
    }

    public func count(_ search: EstateSearch) async throws(EstateTrouble) -> Int64 {
        try await ask { try $0.count(EstateQuery(search)) }
    }

    public func work(_ search: EstateSearch) async throws(EstateTrouble) -> [EstateWork] {
        try await ask { reader in
            try reader.work(EstateQuery(search)).map {
                EstateWork(day: $0.day, action: $0.action, outcome: $0.outcome, count: $0.count)
            }
        }
    }

    public func forks() async throws(EstateTrouble) -> [EstateFork] {
        try await ask { reader in
            try reader.forks().map { EstateFork(id: $0.id, origin: $0.origin, kind: $0.kind, at: $0.at) }
        }
    }

    public func evidence(_ fork: Int64) async throws(EstateTrouble) -> String? {
        try await ask { reader in
            do {
                return try reader.evidence(fork)
            } catch EstateError.unknownFork {
                return nil
            }
        }
    }

    // MARK: The connection

    private func ask<Value: Sendable>(
        _ question: @escaping @Sendable (EstateReader) throws -> Value
    ) async throws(EstateTrouble) -> Value {
        do {
            return try await answer(question)
        } catch let error as PostgreSQLError where error.isUnavailable {
            // The server may have been restarted since the last question; it is asked once more.
            worker = nil
        } catch {
            throw EstateTrouble(error)
        }
        do {
            return try await answer(question)
        } catch {
            worker = nil
            throw EstateTrouble(error)
        }
    }

    private func answer<Value: Sendable>(
        _ question: @escaping @Sendable (EstateReader) throws -> Value
    ) async throws -> Value {
        try await connected().perform { try question(EstateReader($0)) }
    }

    private func connected() async throws -> DatabaseWorker {
        if let worker { return worker }
        let new = try await DatabaseWorker.connect(settings)
        try await new.perform { connection in
            // Nothing can be changed then, whatever the user's own role may do.
            try connection.runScript(
                """
                set role \(CollectorSchema.auditorRole);
                set default_transaction_read_only = on;
                set statement_timeout = \(Self.patience)
                """)
            try CollectorSchema.check(connection)
        }
        worker = new
        return new
    }
}

extension EstateTrouble {
    /// Why a question wasn't answered.
    fileprivate init(_ error: any Error) {
        switch error {
        case EstateError.unknownDesk(let name): self = .unknownDesk(name)
        case EstateError.unknownSite(let site): self = .unknownSite(site)
        case let error as PostgreSQLError where error.state == .queryCanceled: self = .slow
        case let error as PostgreSQLError where error.isUnavailable: self = .away("\(error)")
        default: self = .damaged("\(error)")
        }
    }
}

extension EstateQuery {
    fileprivate init(_ search: EstateSearch) {
        self.init(search.events, desk: search.desk, site: search.site)
    }
}

extension EstateDesk {
    fileprivate init(_ desk: DeskStatus) {
        self.init(
            origin: desk.origin, site: desk.site, note: desk.note, succeeds: desk.succeeds, size: desk.size,
            state: State(desk.state), lastContact: desk.lastContact, cosigned: desk.cosigned, ruleSet: desk.ruleSet,
            clockWentBack: desk.clockWentBack, expired: desk.expired)
    }
}

extension EstateDesk.State {
    fileprivate init(_ state: DeskStatus.State) {
        self =
            switch state {
            case .retired: .retired
            case .forked: .forked
            case .restored: .restored
            case .silent: .silent
            case .behind: .behind
            case .ok: .ok
            }
    }
}
