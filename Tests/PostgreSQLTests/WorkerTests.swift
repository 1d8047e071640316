import Foundation
import PostgreSQL
import TestSupport
import Testing

@Suite struct WorkerTests {
    private func worker() async throws -> DatabaseWorker {
        try await DatabaseWorker.connect(try ConnectionTests.database.get().settings)
    }

    @Test func `a server that isn't there is said so`() async {
        await #expect(throws: PostgreSQLError.self) { _ = try await DatabaseWorker.connect("host=/nowhere") }
    }

    @Test(.timeLimit(.minutes(5))) func `a cancelled task ends its statement, and not the next one`() async throws {
        let worker = try await worker()
        for _ in 0..<20 {
            let task = Task { try await worker.perform { try $0.run("select pg_sleep(60)").count } }
            try await Task.sleep(for: .milliseconds(20))
            task.cancel()
            await #expect {
                try await task.value
            } throws: { ($0 as? PostgreSQLError)?.state == .queryCanceled || $0 is CancellationError }
            #expect(try await worker.perform { try $0.run("select 5::int8")[0].integer(0) } == 5)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a cancellation before the statement reaches the server isn't lost`() async throws {
        let worker = try await worker()
        let task = Task {
            try await worker.perform { connection in
                // The request to cancel goes out while the server has nothing to cancel.
                Thread.sleep(forTimeInterval: 0.3)
                return try connection.run("select pg_sleep(60)").count
            }
        }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await #expect {
            try await task.value
        } throws: { ($0 as? PostgreSQLError)?.state == .queryCanceled || $0 is CancellationError }
        #expect(try await worker.perform { try $0.run("select 5::int8")[0].integer(0) } == 5)
    }

    /// The request goes out at any moment of a statement's life, its end included.
    @Test(.timeLimit(.minutes(5))) func `a cancellation that comes too late hits nobody else`() async throws {
        let worker = try await worker()
        for round in 0..<300 {
            let task = Task { try await worker.perform { try $0.run("select pg_sleep(0.0005)").count } }
            try await Task.sleep(for: .microseconds(round * 5))
            task.cancel()
            _ = await task.result
            #expect(try await worker.perform { try $0.run("select 5::int8")[0].integer(0) } == 5)
        }
    }

    @Test func `a task that is cancelled before its turn does nothing`() async throws {
        let worker = try await worker()
        try await worker.perform { try $0.runScript("create temp table seen (a int8)") }
        async let slow: Int = worker.perform { try $0.run("select pg_sleep(0.3)").count }
        try await Task.sleep(for: .milliseconds(50))
        let late = Task { try await worker.perform { _ = try $0.run("insert into seen values (1)") } }
        late.cancel()
        await #expect(throws: CancellationError.self) { try await late.value }
        _ = try await slow
        #expect(try await worker.perform { try $0.run("select * from seen").count } == 0)
    }

    @Test(.timeLimit(.minutes(5))) func `a server that is killed is a lost connection, and a new one works afterwards`()
        async throws
    {
        let database = try PrivateDatabase()
        let worker = try await DatabaseWorker.connect(database.settings)
        let sleeping = Task { try await worker.perform { try $0.run("select pg_sleep(60)").count } }
        try await Task.sleep(for: .milliseconds(100))
        database.kill()
        await #expect {
            try await sleeping.value
        } throws: { error in
            guard case .connectionLost? = error as? PostgreSQLError else { return false }
            return true
        }
        await #expect(throws: PostgreSQLError.self) { try await worker.perform { _ = try $0.run("select 1") } }
        try database.start()
        let again = try await DatabaseWorker.connect(database.settings)
        #expect(try await again.perform { try $0.run("select 1::int8")[0].integer(0) } == 1)
    }
}
