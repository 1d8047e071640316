import GRDB

/// A checkpoint with a witness's cosignature, as it stands in the log.
struct KeptCosignature: Sendable {
    var number: Int64
    var size: Int64
    /// The witness's verifier key, as it was when the cosignature came. Whoever may write the log may write another.
    var key: String
    /// The log's own signature and the witness's under one text.
    var note: String

    private static let rowsPerPage = 500
    /// A push after each of fifty sessions a day and one an hour, for eight years.
    private static let maximum = 300_000

    /// Calls back with pages of them, in order; never with an empty one.
    static func each(from reader: LogReader, _ body: ([KeptCosignature]) throws -> Void) async throws {
        var (last, count) = (Int64.min, 0)
        while true {
            let page = try await reader.read { [last] db -> [KeptCosignature] in
                guard try Schema.hasCosignatures(db) else { return [] }
                let sql = """
                    SELECT number, size, key, note FROM cosignature WHERE number > ? ORDER BY number
                    LIMIT \(rowsPerPage)
                    """
                return try Row.fetchAll(db, sql: sql, arguments: [last]).map(KeptCosignature.init(row:))
            }
            guard let first = page.first, let end = page.last else { return }
            count += page.count
            guard first.number > last, count <= maximum else {
                throw AuditLogError(.damaged("it has more cosignatures than are believed"), path: reader.path)
            }
            try body(page)
            last = end.number
        }
    }

    fileprivate init(row: Row) throws {
        number = try row.decode(atIndex: 0)
        size = try row.decode(atIndex: 1)
        key = try row.decode(atIndex: 2)
        note = try row.decode(atIndex: 3)
    }
}
