import Instants
import JSON
import PostgreSQL

/// A fork on record: two histories that one desk's key signed.
public struct ForkRecord: Hashable, Sendable {
    public let id: Int64
    public let origin: String
    /// The door at which it was seen: `entries` or `witness`.
    public let kind: String
    public let at: UTCInstant

    public var json: JSONValue {
        ["id": .integer(id), "origin": .string(origin), "kind": .string(kind), "at": .string(at.rfc3339)]
    }
}

extension EstateReader {
    /// All forks on record, the oldest first.
    ///
    /// - Throws: ``EstateError``, `PostgreSQLError`
    public func forks(desk: String? = nil, site: String? = nil) throws -> [ForkRecord] {
        let meant = try logs().meant(by: EstateQuery(desk: desk, site: site))
        return try connection.run(
            "select fork.id, origin, kind, at, log.id from fork join log on log.id = fork.log order by fork.id"
        ).compactMap { row in
            if let meant, try !meant.contains(row.integer(4)) { return nil }
            return ForkRecord(
                id: try row.integer(0), origin: try row.text(1), kind: try row.text(2),
                at: UTCInstant(postgreSQL: try row.timestamp(3)))
        }
    }

    /// A fork's evidence: a file that proves itself.
    ///
    /// - Throws: ``EstateError``, `PostgreSQLError`
    public func evidence(_ id: Int64) throws -> String {
        guard let row = try connection.run("select evidence from fork where id = $1", [.integer(id)]).first else {
            throw EstateError.unknownFork(id)
        }
        return try row.text(0)
    }
}
