import CLibPQ

/// One connection to a PostgreSQL server. It has one owner: it is not `Sendable`, and every call blocks its thread until
/// the server has answered. `DatabaseWorker` owns one on a thread that may block.
///
/// Parameters and results go in PostgreSQL's binary form, so nothing is ever put into a statement's text.
public final class PostgreSQLConnection {
    let pointer: OpaquePointer
    /// Statements that this connection has prepared, by their text.
    private var prepared: [String: String] = [:]

    /// Connects.
    ///
    /// - Parameter settings: a libpq connection string or `postgresql:` address. Ten seconds are allowed where it doesn't
    ///   name a `connect_timeout`.
    /// - Throws: ``PostgreSQLError/badSettings(_:)``, ``PostgreSQLError/cannotConnect(_:)``
    public init(_ settings: String) throws(PostgreSQLError) {
        if let mistake = Self.mistake(in: settings) { throw .badSettings(mistake) }
        // With expand_dbname the string may be a whole connection string; what stands after it only fills gaps before it.
        let keywords = ["connect_timeout", "dbname", "client_encoding"]
        let values = ["10", settings, "UTF8"]
        let opened = withCStrings(keywords) { keywords in
            withCStrings(values) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let opened else { throw .cannotConnect("no memory") }
        guard PQstatus(opened) == CONNECTION_OK else {
            defer { PQfinish(opened) }
            throw .cannotConnect(lastMessage(of: opened))
        }
        ra_pq_ignore_notices(opened)
        pointer = opened
    }

    deinit { PQfinish(pointer) }

    /// What libpq can't read in a connection string or address; nil where it can, and where the text is a database's name.
    private static func mistake(in settings: String) -> String? {
        guard settings.contains("=") || settings.hasPrefix("postgresql://") || settings.hasPrefix("postgres://") else {
            return nil
        }
        var message: UnsafeMutablePointer<CChar>?
        if let options = PQconninfoParse(settings, &message) {
            PQconninfoFree(options)
            return nil
        }
        defer { PQfreemem(message) }
        let text = message.map { String(cString: $0) } ?? "no memory"
        return text.split(separator: "\n").first.map(String.init)
    }

    /// Carries out one statement.
    ///
    /// - Throws: ``PostgreSQLError``
    @discardableResult
    public func run(_ sql: String, _ values: [SQLValue] = []) throws(PostgreSQLError) -> Rows {
        try run(Statement(sql, values))
    }

    /// Carries out one statement.
    ///
    /// - Throws: ``PostgreSQLError``
    @discardableResult
    public func run(_ statement: Statement) throws(PostgreSQLError) -> Rows {
        let values = StatementValues(statement.values)
        let result = values.withPointers { pointers, lengths, formats in
            PQexecParams(
                pointer, statement.sql, Int32(values.types.count), values.types, pointers, lengths, formats, 1)
        }
        return try Rows(checked(result))
    }

    /// Carries out a statement that comes often: the server reads and plans it once for each connection. The types of its
    /// values must be the same each time; write `$1::bytea` where one may be null.
    ///
    /// - Throws: ``PostgreSQLError``
    @discardableResult
    public func runPrepared(_ sql: String, _ values: [SQLValue] = []) throws(PostgreSQLError) -> Rows {
        let values = StatementValues(values)
        let name = try prepared(sql, types: values.types)
        let result = values.withPointers { pointers, lengths, formats in
            PQexecPrepared(pointer, name, Int32(values.types.count), pointers, lengths, formats, 1)
        }
        return try Rows(checked(result))
    }

    func prepared(_ sql: String, types: [UInt32]) throws(PostgreSQLError) -> String {
        if let name = prepared[sql] { return name }
        let name = "s\(prepared.count)"
        _ = try checked(PQprepare(pointer, name, sql, Int32(types.count), types))
        prepared[sql] = name
        return name
    }

    /// Several statements without parameters in one text, such as a schema.
    ///
    /// - Throws: ``PostgreSQLError``, of the first that fails. Without a transaction of their own they are one together.
    public func runScript(_ sql: String) throws(PostgreSQLError) {
        _ = try checked(PQexec(pointer, sql))
    }

    /// Runs the body in a transaction, which is committed when the body returns and rolled back when it throws.
    ///
    /// - Parameters:
    ///   - kind: what stands after `begin`, such as `isolation level serializable`.
    ///   - body: what to do inside the transaction, on this connection. Called once.
    /// - Throws: what the body throws; ``PostgreSQLError``. With `connectionLost` from the commit nobody can say whether it
    ///   took effect. A statement that was refused spoils the transaction: where the body went on nevertheless, the server
    ///   undoes all of it at the commit, and that is ``PostgreSQLError/rolledBack``.
    public func transaction<Value>(_ kind: String = "", _ body: () throws -> Value) throws -> Value {
        try runScript("begin \(kind)")
        let value: Value
        do {
            value = try body()
        } catch {
            // Where the connection is gone, the server has rolled back by itself.
            try? runScript("rollback")
            throw error
        }
        // The server answers "ROLLBACK" to the commit of a transaction in which a statement was refused, and calls it done.
        let result = try checked(PQexec(pointer, "commit"))
        guard String(cString: PQcmdStatus(result.pointer)) == "COMMIT" else { throw PostgreSQLError.rolledBack }
        return value
    }

    /// True until the connection was found broken.
    public var isUsable: Bool { PQstatus(pointer) == CONNECTION_OK }

    /// The result, if it is a good one.
    func checked(_ result: OpaquePointer?) throws(PostgreSQLError) -> ResultHandle {
        guard let result else { throw .connectionLost(lastMessage(of: pointer)) }
        let handle = ResultHandle(result)
        if let error = error(in: handle) { throw error }
        return handle
    }

    func error(in result: ResultHandle) -> PostgreSQLError? {
        switch PQresultStatus(result.pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY, PGRES_COPY_IN, PGRES_PIPELINE_SYNC: return nil
        default: break
        }
        func text(_ field: UnsafeMutablePointer<CChar>?) -> String? { field.map { String(cString: $0) } }
        // Without a code the text is libpq's own, about the connection. A server that is told to stop says so first.
        guard isUsable, let state = text(ra_pq_sqlstate(result.pointer)) else {
            return .connectionLost(lastMessage(of: pointer))
        }
        return .server(
            ServerRefusal(
                state: SQLState(rawValue: state), message: text(ra_pq_message(result.pointer)) ?? "no reason given",
                detail: text(ra_pq_detail(result.pointer)), constraint: text(ra_pq_constraint(result.pointer))))
    }
}

/// The first line of what libpq says of a connection.
func lastMessage(of connection: OpaquePointer) -> String {
    let text = String(cString: PQerrorMessage(connection))
    return text.split(separator: "\n").first.map(String.init) ?? "it is closed"
}

/// Calls the body with C strings, ended by a null pointer.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let bytes = strings.flatMap { Array($0.utf8CString) }
    return bytes.withUnsafeBufferPointer { buffer in
        var offset = 0
        var pointers: [UnsafePointer<CChar>?] = []
        for string in strings {
            pointers.append(buffer.baseAddress! + offset)
            offset += string.utf8CString.count
        }
        pointers.append(nil)
        return body(pointers)
    }
}
