import PostgreSQL
import TestSupport
import Testing

/// A connection that breaks at any byte, of ours or of the server's.
@Suite struct CutConnectionTests {
    /// Inserts, copies and pipelines in one transaction each.
    private func work(_ settings: String, _ table: String) throws {
        let connection = try PostgreSQLConnection(settings)
        try connection.transaction {
            for number in 0..<3 {
                try connection.runPrepared("insert into \(table) values ($1)", [.integer(Int64(number))])
            }
        }
        try connection.copy(into: table, columns: ["number"], rows: (10..<200).map { [.integer(Int64($0))] })
        var copied = 0
        try connection.copyOut("select number from \(table)") { _ in copied += 1 }
        guard copied == 193 else { throw TestSupportFailure("\(copied) rows were copied out") }
        _ = try connection.pipeline((300..<303).map { Statement("insert into \(table) values ($1)", [.integer($0)]) })
    }

    @Test(.timeLimit(.minutes(3)), arguments: [CuttingProxy.Direction.toServer, .toClient])
    func `a cut anywhere is a lost connection, and nothing is half done`(_ direction: CuttingProxy.Direction) throws {
        let database = try ConnectionTests.database.get()
        let socket = ".s.PGSQL.5432"
        let watcher = try PostgreSQLConnection(database.settings)
        let table = "cut_\(direction)"
        try watcher.runScript("create table \(table) (number int8)")
        func count() throws -> Int64 { try watcher.run("select count(*) from \(table)")[0].integer(0) }

        let whole = try CuttingProxy(to: database.socketFolder, name: socket, cutting: direction, after: nil)
        try work(database.settings(host: whole.folder), table)
        #expect(try count() == 196)

        var refused = 0
        let last = whole.bytes(direction) - 1
        for limit in stride(from: 1, through: last, by: max(1, last / 150)) {
            try watcher.runScript("truncate \(table)")
            let proxy = try CuttingProxy(to: database.socketFolder, name: socket, cutting: direction, after: limit)
            do {
                try work(database.settings(host: proxy.folder), table)
            } catch {
                refused += 1
                #expect(
                    (error as? PostgreSQLError)?.isUnavailable == true,
                    "cut after \(limit) bytes: \(error)")
            }
            // A commit that was on its way may have arrived, or not: never a part of it.
            #expect([0, 3, 193, 196].contains(try count()))
        }
        // The goodbye at the end may be cut without anybody's noticing.
        #expect(refused >= 140)
    }
}
