import PostgreSQL
import TestSupport
import Testing

@Suite struct PipelineTests {
    private func connection() throws -> PostgreSQLConnection {
        let connection = try PostgreSQLConnection(try ConnectionTests.database.get().settings)
        try connection.runScript("create temp table leaf (number int8 primary key)")
        return connection
    }

    @Test func `a failure in the middle undoes all, and leaves the connection usable`() throws {
        let connection = try connection()
        let numbers: [Int64] = [1, 2, 2, 3]
        #expect {
            try connection.pipeline(numbers.map { Statement("insert into leaf values ($1)", [.integer($0)]) })
        } throws: {
            ($0 as? PostgreSQLError)?.state == .uniqueViolation
        }
        #expect(try connection.run("select count(*) from leaf")[0].integer(0) == 0)
    }

    @Test func `answers come in order`() throws {
        let answers = try connection().pipeline((0..<500).map { Statement("select $1", [.integer(Int64($0))]) })
        #expect(try answers.map { try $0[0].integer(0) } == (0..<500).map(Int64.init))
    }

    /// Both sides' buffers fill: without reading in between, each would wait for the other for ever.
    @Test(.timeLimit(.minutes(1))) func `large statements with large answers don't block each other`() throws {
        let large = SQLValue.bytes([UInt8](repeating: 7, count: 1 << 18))
        let answers = try connection().pipeline((0..<24).map { _ in Statement("select $1", [large]) })
        #expect(try answers.allSatisfy { try $0[0].bytes(0).count == 1 << 18 })
    }

    @Test func `nothing is no trouble`() throws {
        #expect(try connection().pipeline([]).isEmpty)
    }
}
