import CLibPQ

/// The rows that a statement gave, in order.
public struct Rows: RandomAccessCollection, Sendable {
    let result: ResultHandle
    public let startIndex = 0
    public let endIndex: Int
    /// How many rows the statement inserted, updated or deleted; 0 where it did none of these.
    public let changed: Int

    init(_ result: ResultHandle) {
        self.result = result
        endIndex = Int(PQntuples(result.pointer))
        changed = Int(String(cString: PQcmdTuples(result.pointer))) ?? 0
    }

    public subscript(position: Int) -> Row { Row(result: result, row: Int32(position)) }
}

/// One row. Columns are counted from 0; their values are copied out when they are asked for.
public struct Row: Sendable {
    let result: ResultHandle
    let row: Int32

    public func isNull(_ column: Int) -> Bool { PQgetisnull(result.pointer, row, Int32(column)) == 1 }

    /// - Throws: ``PostgreSQLError/unexpectedValue(column:wanted:)`` where the column is null or of another type.
    public func integer(_ column: Int) throws(PostgreSQLError) -> Int64 {
        let bytes = try bytes(column, of: [TypeNumber.int2, TypeNumber.int4, TypeNumber.int8], "whole number")
        let negative = (bytes.first ?? 0) & 0x80 != 0
        return bytes.reduce(negative ? -1 : 0) { $0 << 8 | Int64($1) }
    }

    public func text(_ column: Int) throws(PostgreSQLError) -> String {
        let types = [TypeNumber.text, TypeNumber.varchar, TypeNumber.name]
        return String(decoding: try bytes(column, of: types, "text"), as: UTF8.self)
    }

    public func bytes(_ column: Int) throws(PostgreSQLError) -> [UInt8] {
        Array(try bytes(column, of: [TypeNumber.bytea], "bytes"))
    }

    public func bool(_ column: Int) throws(PostgreSQLError) -> Bool {
        try bytes(column, of: [TypeNumber.bool], "truth value").first == 1
    }

    /// Microseconds since 2000-01-01T00:00:00Z.
    public func timestamp(_ column: Int) throws(PostgreSQLError) -> Int64 {
        let bytes = try bytes(column, of: [TypeNumber.timestamptz], "instant")
        return Int64(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The bytes where they stand, for the time of the call: nothing is copied.
    ///
    /// - Throws: ``PostgreSQLError/unexpectedValue(column:wanted:)``; what the body throws.
    public func withBytes<Value>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
        try withExtendedLifetime(result) { try body(try bytes(column, of: [TypeNumber.bytea], "bytes")) }
    }

    /// True where the column has just this value, of the same type; null is equal to null.
    public func holds(_ value: SQLValue, at column: Int) -> Bool {
        guard let wanted = value.wireBytes else { return isNull(column) }
        guard !isNull(column), PQftype(result.pointer, Int32(column)) == value.typeNumber,
            let found = PQgetvalue(result.pointer, row, Int32(column)),
            Int(PQgetlength(result.pointer, row, Int32(column))) == wanted.count
        else { return false }
        return UnsafeRawBufferPointer(start: found, count: wanted.count).elementsEqual(wanted)
    }

    private func bytes(
        _ column: Int, of types: [UInt32], _ wanted: String
    ) throws(PostgreSQLError) -> UnsafeRawBufferPointer {
        let index = Int32(column)
        guard types.contains(PQftype(result.pointer, index)), !isNull(column),
            let value = PQgetvalue(result.pointer, row, index)
        else { throw .unexpectedValue(column: column, wanted: wanted) }
        return UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(result.pointer, row, index)))
    }
}

/// Frees libpq's result with its last user.
///
/// Unchecked: "PGresult objects are normally read-only after creation, and so can be passed around freely between
/// threads" (PostgreSQL manual, libpq, Behavior in Threaded Programs). Nothing here changes one.
final class ResultHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit { PQclear(pointer) }
}
