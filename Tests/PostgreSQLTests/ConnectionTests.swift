import PostgreSQL
import TestSupport
import Testing

/// Against a real server of the tests' own.
@Suite struct ConnectionTests {
    static let database = Result { try PrivateDatabase() }

    private func connection() throws -> PostgreSQLConnection {
        try PostgreSQLConnection(try Self.database.get().settings)
    }

    @Test func `a server that isn't there is said so`() {
        #expect { _ = try PostgreSQLConnection("host=/nowhere user=tester") } throws: { error in
            guard case .cannotConnect(let text)? = error as? PostgreSQLError else { return false }
            return text.contains("/nowhere") && (error as? PostgreSQLError)?.isUnavailable == true
        }
    }

    @Test func `a setting that doesn't exist is refused`() {
        #expect(throws: PostgreSQLError.self) { _ = try PostgreSQLConnection("nonsense=1") }
    }

    @Test func `a refusal has its code, and leaves the connection usable`() throws {
        let connection = try connection()
        #expect { try connection.run("select 1 from nowhere") } throws: { error in
            (error as? PostgreSQLError)?.state == .undefinedTable
        }
        #expect(try connection.run("select 7::int4")[0].integer(0) == 7)
    }

    @Test func `a broken constraint is named`() throws {
        let connection = try connection()
        try connection.runScript("create temp table pair (a int8 constraint one_each primary key)")
        try connection.run("insert into pair values ($1)", [.integer(1)])
        #expect { try connection.run("insert into pair values ($1)", [.integer(1)]) } throws: { error in
            guard case .server(let refusal)? = error as? PostgreSQLError else { return false }
            return refusal.state == .uniqueViolation && refusal.constraint == "one_each"
        }
    }

    @Test(arguments: [
        SQLValue.bool(true), .bool(false), .integer(.min), .integer(-1), .integer(0), .integer(.max), .text(""),
        .text("a ' \" \\ $1 ; é 🂡"), .bytes([]), .bytes([0, 255, 0]), .timestamp(microseconds: -1),
        .timestamp(microseconds: 848_534_400_000_000),
    ])
    func `a value comes back as it went`(_ value: SQLValue) throws {
        let row = try connection().run("select $1", [value])[0]
        switch value {
        case .null: Issue.record("not among the arguments")
        case .bool(let value): #expect(try row.bool(0) == value)
        case .integer(let value): #expect(try row.integer(0) == value)
        case .text(let value): #expect(try row.text(0) == value)
        case .bytes(let value): #expect(try row.bytes(0) == value)
        case .timestamp(let value): #expect(try row.timestamp(0) == value)
        }
    }

    @Test func `null is no value, and the wrong type is none`() throws {
        let row = try connection().run("select $1::bytea, 1::float8, '-5'::int2", [.null])[0]
        #expect(row.isNull(0))
        #expect(throws: PostgreSQLError.unexpectedValue(column: 0, wanted: "bytes")) { try row.bytes(0) }
        #expect(throws: PostgreSQLError.unexpectedValue(column: 1, wanted: "whole number")) { try row.integer(1) }
        #expect(try row.integer(2) == -5)
    }

    @Test func `text is never part of a statement`() throws {
        let hostile = "'; drop table pg_class; --"
        #expect(try connection().run("select length($1)", [.text(hostile)])[0].integer(0) == 26)
    }

    @Test func `a transaction that throws is undone`() throws {
        struct Enough: Error {}
        let connection = try connection()
        try connection.runScript("create temp table kept (a int8)")
        #expect(throws: Enough.self) {
            try connection.transaction {
                try connection.run("insert into kept values (1)")
                throw Enough()
            }
        }
        #expect(try connection.transaction { try connection.run("select * from kept") }.isEmpty)
    }

    @Test func `a commit that the server turns into a rollback is no success`() throws {
        let connection = try connection()
        try connection.runScript("create temp table kept (a int8 primary key)")
        #expect(throws: PostgreSQLError.rolledBack) {
            try connection.transaction {
                try connection.run("insert into kept values (1)")
                _ = try? connection.run("insert into kept values (1)")
            }
        }
        #expect(try connection.run("select * from kept").isEmpty)
    }

    @Test func `prepared statements are read once`() throws {
        let connection = try connection()
        for number in 1...3 {
            #expect(
                try connection.runPrepared("select $1 * 2", [.integer(Int64(number))])[0].integer(0)
                    == Int64(number * 2))
        }
        #expect(try connection.run("select count(*) from pg_prepared_statements")[0].integer(0) == 1)
    }
}
