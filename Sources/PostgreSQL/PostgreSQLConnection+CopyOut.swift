import CLibPQ

extension PostgreSQLConnection {
    /// Reads what a query gives: `COPY … TO STDOUT` in the binary form, which is the fastest way out. The server goes on
    /// while a row is looked at, and no more than one is held here.
    ///
    /// - Parameters:
    ///   - query: without parameters; it becomes part of the statement.
    ///   - row: gets each row, valid for the time of the call. It must not use the connection. Where it throws, what is left
    ///     is read and thrown away.
    /// - Throws: ``PostgreSQLError``; what the body throws.
    public func copyOut(_ query: String, _ row: (borrowing CopiedRow) throws -> Void) throws {
        let begun = PQexec(pointer, "copy (\(query)) to stdout (format binary)")
        guard PQresultStatus(begun) == PGRES_COPY_OUT else {
            _ = try checked(begun)
            throw PostgreSQLError.connectionLost("no copying was begun")
        }
        PQclear(begun)
        var copied = CopiedRow()
        var isHeader = true
        var trouble: (any Error)?
        while true {
            var buffer: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(pointer, &buffer, 0)
            guard count >= 0, let buffer else { break }
            defer { PQfreemem(buffer) }
            guard trouble == nil else { continue }
            do {
                // The head comes with the first row, or alone (PostgreSQL manual, COPY, Binary Format).
                let bytes = UnsafeRawBufferPointer(start: buffer, count: Int(count))
                let isRow = try copied.read(bytes, isFirst: isHeader)
                isHeader = false
                if isRow { try row(copied) }
            } catch {
                trouble = error
            }
        }
        // The command's own result, and the null after it.
        var refusal: PostgreSQLError?
        while let result = PQgetResult(pointer) {
            if let error = error(in: ResultHandle(result)) { refusal = refusal ?? error }
        }
        if let refusal { throw refusal }
        if let trouble { throw trouble }
        guard isUsable else { throw PostgreSQLError.connectionLost(lastMessage(of: pointer)) }
    }
}

/// One row that is copied out: its values as they are on the wire.
public struct CopiedRow: ~Copyable {
    private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Where each value stands; nil for null.
    private var places: [Range<Int>?] = []

    /// - Returns: false for what isn't a row: the head alone, or the end.
    fileprivate mutating func read(_ bytes: UnsafeRawBufferPointer, isFirst: Bool) throws(PostgreSQLError) -> Bool {
        self.bytes = bytes
        places.removeAll(keepingCapacity: true)
        // The signature of 11 bytes, the flags, and how long the rest of the head is.
        var position = isFirst ? 19 + Int(try number(at: 15, UInt32.self)) : 0
        guard position < bytes.count else { return false }
        let count = try number(at: position, Int16.self)
        guard count >= 0 else { return false }
        position += 2
        for _ in 0..<count {
            let length = Int(try number(at: position, Int32.self))
            position += 4
            guard length >= 0 else {
                places.append(nil)
                continue
            }
            guard position + length <= bytes.count else { throw Self.short }
            places.append(position..<position + length)
            position += length
        }
        return true
    }

    private static let short = PostgreSQLError.unexpectedValue(column: 0, wanted: "a whole row")

    private func number<Number: FixedWidthInteger>(at start: Int, _: Number.Type) throws(PostgreSQLError) -> Number {
        guard start + MemoryLayout<Number>.size <= bytes.count else { throw Self.short }
        return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: Number.self))
    }

    /// The value's bytes, where they stand; nil for null.
    public subscript(_ column: Int) -> UnsafeRawBufferPointer? {
        places[column].map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
    }

    /// An `int8`, a `timestamptz` (microseconds since 2000-01-01T00:00:00Z) or a `bool`, as a number.
    ///
    /// - Throws: ``PostgreSQLError/unexpectedValue(column:wanted:)`` where it is null or of another length.
    public func integer(_ column: Int) throws(PostgreSQLError) -> Int64 {
        guard let value = self[column] else { throw .unexpectedValue(column: column, wanted: "whole number") }
        switch value.count {
        case 1: return Int64(value[0])
        case 8: return Int64(bigEndian: value.loadUnaligned(as: Int64.self))
        default: throw .unexpectedValue(column: column, wanted: "whole number")
        }
    }

    /// True where the column has just this value; null is equal to null.
    public func holds(_ value: SQLValue, at column: Int) -> Bool {
        guard let wanted = value.wireBytes else { return self[column] == nil }
        return self[column]?.elementsEqual(wanted) ?? false
    }
}
