import PostgreSQL
import TestSupport
import Testing

@Suite struct CopyTests {
    private func connection() throws -> PostgreSQLConnection {
        let connection = try PostgreSQLConnection(try ConnectionTests.database.get().settings)
        try connection.runScript("create temp table leaf (number int8 primary key, body bytea, note text)")
        return connection
    }

    @Test func `a row that is refused leaves none, and the connection usable`() throws {
        let connection = try connection()
        let rows: [[SQLValue]] = (0..<50_000).map { [.integer(Int64($0 % 49_999)), .bytes([1]), .null] }
        #expect { try connection.copy(into: "leaf", columns: ["number", "body", "note"], rows: rows) } throws: {
            ($0 as? PostgreSQLError)?.state == .uniqueViolation
        }
        #expect(try connection.run("select count(*) from leaf")[0].integer(0) == 0)
    }

    @Test func `a table that isn't there is refused`() throws {
        let connection = try connection()
        #expect { try connection.copy(into: "nowhere", columns: ["a"], rows: [[.integer(1)]]) } throws: {
            ($0 as? PostgreSQLError)?.state == .undefinedTable
        }
        #expect(connection.isUsable)
    }

    @Test func `rows arrive as they went`() throws {
        let connection = try connection()
        let body = (0..<70_000).map { UInt8(truncatingIfNeeded: $0) }
        let rows: [[SQLValue]] = [
            [.integer(0), .bytes([]), .text("")], [.integer(1), .bytes(body), .text("é\t\\N\n")],
            [.integer(2), .null, .null],
        ]
        #expect(try connection.copy(into: "leaf", columns: ["number", "body", "note"], rows: rows) == 3)
        let stored = try connection.run("select body, note from leaf order by number")
        #expect(try stored[0].bytes(0) == [] && stored[0].text(1) == "")
        #expect(try stored[1].bytes(0) == body && stored[1].text(1) == "é\t\\N\n")
        #expect(stored[2].isNull(0) && stored[2].isNull(1))
    }

    @Test func `no rows are no trouble`() throws {
        #expect(try connection().copy(into: "leaf", columns: ["number"], rows: []) == 0)
    }

    @Test func `rows are copied out as they went in, and one that is thrown at leaves the connection usable`() throws {
        let connection = try connection()
        let body = (0..<70_000).map { UInt8(truncatingIfNeeded: $0) }
        let rows: [[SQLValue]] =
            [[.integer(-1), .bytes([]), .text("")], [.integer(0), .bytes(body), .null]]
            + (1..<5_000).map { [.integer($0), .null, .text("é\($0)")] }
        try connection.copy(into: "leaf", columns: ["number", "body", "note"], rows: rows)
        let query = "select number, body, note from leaf order by number"
        var seen: [[SQLValue]] = []
        try connection.copyOut(query) { row in
            seen.append([
                .integer(try row.integer(0)), row[1].map { .bytes(Array($0)) } ?? .null,
                row[2].map { .text(String(decoding: $0, as: UTF8.self)) } ?? .null,
            ])
        }
        #expect(seen == rows)
        struct Enough: Error {}
        var count = 0
        #expect(throws: Enough.self) {
            try connection.copyOut(query) { _ in
                count += 1
                if count == 3 { throw Enough() }
            }
        }
        #expect(count == 3)
        #expect(throws: PostgreSQLError.self) { try connection.copyOut(query) { _ = try $0.integer(1) } }
        #expect(try connection.run("select count(*) from leaf")[0].integer(0) == 5_001)
    }

    @Test func `a query that is refused, at once or in its middle, is an error and the connection goes on`() throws {
        let connection = try connection()
        try connection.runScript("insert into leaf select n, null, 'x' from generate_series(1, 20000) n")
        for (query, state) in [
            ("select a from nowhere", SQLState.undefinedTable),
            ("select 1 / (15000 - number) from leaf order by number", SQLState(rawValue: "22012")),
        ] {
            #expect {
                try connection.copyOut(query) { _ in }
            } throws: {
                ($0 as? PostgreSQLError)?.state == state
            }
            #expect(try connection.run("select 7::int8")[0].integer(0) == 7)
        }
        var rows = 0
        try connection.copyOut("select number from leaf where number < 0") { _ in rows += 1 }
        #expect(rows == 0)
    }
}
