import CLibPQ

extension PostgreSQLConnection {
    /// Copies rows into a table: `COPY … FROM STDIN` in the binary form, which is the fastest way in. All of them, or none.
    ///
    /// - Parameters:
    ///   - table: the table's name, quoted where it needs that; it becomes part of the statement.
    ///   - columns: their names, as many as each row has values, of just these types.
    ///   - rows: the values of each row, in the order of the columns.
    /// - Returns: how many rows were copied.
    /// - Throws: ``PostgreSQLError``; what the sequence of rows throws isn't possible.
    @discardableResult
    public func copy(
        into table: String, columns: [String], rows: some Sequence<[SQLValue]>
    ) throws(PostgreSQLError) -> Int {
        _ = try checked(
            PQexec(pointer, "copy \(table) (\(columns.joined(separator: ", "))) from stdin (format binary)"))
        // The signature, no flags, no further header (PostgreSQL manual, COPY, Binary Format).
        var buffer: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
        for row in rows {
            buffer += bigEndian(Int16(row.count))
            for value in row {
                guard let bytes = value.wireBytes else {
                    buffer += bigEndian(Int32(-1))
                    continue
                }
                buffer += bigEndian(Int32(bytes.count)) + bytes
            }
            if buffer.count >= 1 << 16 { try put(&buffer) }
        }
        buffer += bigEndian(Int16(-1))
        try put(&buffer)
        guard PQputCopyEnd(pointer, nil) == 1 else { throw .connectionLost(lastMessage(of: pointer)) }
        return try endOfCopy()
    }

    private func put(_ buffer: inout [UInt8]) throws(PostgreSQLError) {
        let taken = buffer.withUnsafeBytes { bytes in
            PQputCopyData(pointer, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        buffer.removeAll(keepingCapacity: true)
        guard taken == 1 else { throw .connectionLost(lastMessage(of: pointer)) }
    }

    /// The command's own result, and the null after it.
    private func endOfCopy() throws(PostgreSQLError) -> Int {
        var trouble: PostgreSQLError?
        var copied = 0
        while let result = PQgetResult(pointer) {
            let handle = ResultHandle(result)
            if let error = error(in: handle) { trouble = trouble ?? error } else { copied = Rows(handle).changed }
        }
        if let trouble { throw trouble }
        guard isUsable else { throw .connectionLost(lastMessage(of: pointer)) }
        return copied
    }
}
