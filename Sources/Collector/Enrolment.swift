import AuditLog
import Instants
import PostgreSQL

/// Which logs are taken in, and by which keys: set by hand, never learned from a request.
public struct Enrolment {
    let connection: PostgreSQLConnection
    let now: UTCInstant
    private let collector: String?

    /// - Parameters:
    ///   - connection: as the service's role.
    ///   - now: the clock.
    ///   - collector: the witness's name: a key of that name is the collector's own.
    public init(connection: PostgreSQLConnection, now: UTCInstant, collector: String? = nil) {
        self.connection = connection
        self.now = now
        self.collector = collector
    }

    /// - Parameters:
    ///   - key: the desk's log key.
    ///   - site: the id of the desk's site.
    ///   - note: what else is to be known of the desk. No persons.
    ///   - succeeds: the origin of the desk's former log, which is retired.
    /// - Throws: ``EnrolmentError``, `PostgreSQLError`
    public func enrol(
        _ key: VerifierKey, site: String? = nil, note: String? = nil, succeeds: String? = nil
    ) throws {
        guard key.algorithm == .ed25519 else { throw EnrolmentError.witnessKey }
        if let collector, key.name.utf8.elementsEqual(collector.utf8) { throw EnrolmentError.ownKey }
        try connection.transaction {
            // Locked: of two at once the second finds the first's.
            let former = try succeeds.map { try self.log($0) }
            if let former, let succeeds {
                let others = try connection.run("select 1::int8 from log where succeeds = $1", [.integer(former)])
                guard others.count == 0 else { throw EnrolmentError.succeeded(succeeds) }
            }
            let rows = try connection.run(
                """
                insert into log (origin, address, site, note, enrolled_at, succeeds) values ($1, $2, $3, $4, $5, $6)
                on conflict do nothing returning id
                """,
                [
                    .text(key.name), .bytes(LogTable.address(of: key.name)), site.map(SQLValue.text) ?? .null,
                    note.map(SQLValue.text) ?? .null, .instant(now), former.map(SQLValue.integer) ?? .null,
                ])
            guard let row = rows.first else { throw EnrolmentError.known(key.name) }
            try add(key, to: try row.integer(0), number: 0)
            if let succeeds { try setRetired(succeeds) }
        }
    }

    /// Another key for a log, one that it never had. The old one counts up to the size that is held now.
    ///
    /// - Throws: ``EnrolmentError``, `PostgreSQLError`
    public func rekey(_ origin: String, _ key: VerifierKey) throws {
        guard key.algorithm == .ed25519 else { throw EnrolmentError.witnessKey }
        guard key.name.utf8.elementsEqual(origin.utf8) else { throw EnrolmentError.otherName(key.name) }
        try connection.transaction {
            let log = try self.log(origin)
            let same = try connection.run(
                "select 1::int8 from log_key where log = $1 and verifier_key = $2", [.integer(log), .text(key.text)])
            guard same.count == 0 else { throw EnrolmentError.sameKey(origin) }
            try connection.run(
                """
                update log_key set counts_to = (select size from log where id = $1) where log = $1 and counts_to is null
                """, [.integer(log)])
            let next = try connection.run("select count(*) from log_key where log = $1", [.integer(log)])[0].integer(0)
            try add(key, to: log, number: next)
        }
    }

    /// Takes nothing more of a log. What is held stays readable.
    public func retire(_ origin: String) throws {
        try connection.transaction {
            _ = try log(origin)
            try setRetired(origin)
        }
    }

    private func setRetired(_ origin: String) throws {
        try connection.run(
            "update log set retired_at = coalesce(retired_at, $2) where origin = $1", [.text(origin), .instant(now)])
    }

    private func add(_ key: VerifierKey, to log: Int64, number: Int64) throws {
        try connection.run(
            "insert into log_key (log, number, verifier_key, added_at) values ($1, $2, $3, $4)",
            [.integer(log), .integer(number), .text(key.text), .instant(now)])
    }

    private func log(_ origin: String) throws -> Int64 {
        guard let row = try connection.run("select id from log where origin = $1 for update", [.text(origin)]).first
        else { throw EnrolmentError.unknown(origin) }
        return try row.integer(0)
    }
}

public enum EnrolmentError: Error, Hashable, Sendable {
    case known(String)
    case unknown(String)
    /// A log's new key must have the log's name.
    case otherName(String)
    /// A witness's key signs no log.
    case witnessKey
    /// The key is the collector's own, for its statements.
    case ownKey
    /// Another log succeeds this one already.
    case succeeded(String)
    /// The log has, or had, this very key.
    case sameKey(String)
}
