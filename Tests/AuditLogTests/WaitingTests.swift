import AuditLog
import Foundation
import TestSupport
import Testing

/// Another program has the log's file locked.
@Suite struct WaitingTests {
    /// Who holds what: SQLite's own locks (sqlite.org/lockingv3.html), taken by Python's SQLite.
    enum Holder: String, CaseIterable, Sendable {
        case writer = "a.execute('BEGIN IMMEDIATE')"
        case reader = "a.execute('BEGIN'); a.execute('SELECT max(seq) FROM event').fetchone()"
        /// A writer for three seconds, so that the append begins late, and then a reader for ever.
        case both =
            "a.execute('BEGIN IMMEDIATE'); b.execute('BEGIN'); b.execute('SELECT max(seq) FROM event').fetchone(); threading.Timer(3, lambda: a.execute('ROLLBACK')).start()"
    }

    @Test(arguments: Holder.allCases)
    func `an append waits five seconds in all for other programs, says why, and the next one is well`(
        holder: Holder
    ) async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let last = try await log.append(.sample()).seq
        let lock = try Lock(scratch.log, holder)
        let start = ContinuousClock.now
        let error = await #expect(throws: AuditLogError.self) { try await log.append(.sample()) }
        let waited = ContinuousClock.now - start
        #expect(error?.reason == .busy(seconds: 5))
        #expect(error?.stored == .no)
        // With both it would be eight, were the two waits counted apart.
        #expect(waited >= .seconds(5) && waited < .seconds(8), "\(waited)")
        lock.release()
        #expect(try await log.append(.sample()).seq == last + 1)
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
    }

    @Test func `a session is refused with one sentence, a hint and status 74 while another program has the log`()
        async throws
    {
        let scratch = try Scratch()
        _ = try await AuditLog.open(at: scratch.log, context: .desk)
        let lock = try Lock(scratch.log, .writer)
        let outcome = try await RaProcess.run([
            "unlock", "--simulate", "locked-with-email", "--audit-log", scratch.log, "--answers", "-", "--json",
        ])
        lock.release()
        #expect(outcome.exitStatus == 74)
        let lines = outcome.standardError.split(separator: "\n").filter { $0.hasPrefix("ra: ") }
        #expect(lines.count == 2)
        #expect(
            lines.first == "ra: error: Another program has held the audit log at \(scratch.log) for 5 seconds.")
        #expect(lines.last?.hasPrefix("ra: hint: Close other programs that read the log") == true)
        #expect(!outcome.standardOutput.contains("\"ask\""))
    }
}

/// A process that holds locks on a log.
private final class Lock {
    private let process = ChildProgram()
    private let input = Pipe()

    init(_ path: String, _ holder: WaitingTests.Holder) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            """
            import sqlite3, sys, threading
            a, b = [sqlite3.connect(sys.argv[1], isolation_level=None, check_same_thread=False) for _ in 'ab']
            \(holder.rawValue)
            print('held', flush=True)
            sys.stdin.read()
            """, path,
        ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard said.hasPrefix("held") else { throw NotHeld(said: said) }
    }

    struct NotHeld: Error { let said: String }

    func release() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
