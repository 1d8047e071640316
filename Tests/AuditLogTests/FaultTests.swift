import AuditLog
import Foundation
import TestSupport
import Testing

/// Faults at each system call of an append, made by strace(1), which attaches for this one append.
///
/// strace counts calls for each thread, and is told the log's paths: a fault elsewhere would hit the program itself.
@Suite struct FaultTests {
    /// All that SQLite calls on a file; those that it doesn't make give no fault, and the next is tried.
    static let calls = [
        "openat", "read", "pread64", "write", "pwrite64", "fdatasync", "fsync", "unlink", "ftruncate", "fallocate",
        "fcntl", "lseek", "newfstatat", "fstat", "lstat", "stat", "access", "readlink", "fchmod", "fchown", "close",
    ]

    @Test(.timeLimit(.minutes(10)), arguments: ["EIO", "ENOSPC"])
    func `a fault at each system call of an append loses nothing that was acknowledged`(error: String) async throws {
        let scratch = try Scratch()
        let driver = try DriverProcess(scratch.log, 0)
        #expect(driver.line() == "ready")
        var (faults, errors) = (0, 0)
        for call in Self.calls {
            for number in 1... {
                let trace = try Strace(scratch, driver, "inject=\(call):error=\(error):when=\(number)")
                let line = try driver.append() ?? ""
                guard trace.detach().contains("(INJECTED)") else { break }
                faults += 1
                if line.hasPrefix("error") { errors += 1 }
                try await expectSurvived(line, driver, scratch, "\(call) \(number) \(error): \(line)")
            }
        }
        #expect(faults > 30 && errors > 10, "\(faults) faults, \(errors) errors")
    }

    private func expectSurvived(
        _ line: String, _ driver: DriverProcess, _ scratch: Scratch, _ what: Comment
    ) async throws {
        let size = try await LogReader.open(at: scratch.log).size()
        let verification = try await LogVerifier.verify(scratch.log)
        #expect(verification.findings == [], what)
        if let acknowledged = Acknowledgement(line) {
            #expect(acknowledged.seq == size, what)
        } else if line.hasPrefix("error yes:") {
            #expect(line.hasPrefix("error yes:\(size) "), what)
        } else {
            #expect(line.hasPrefix("error no"), what)
        }
        // The next one is well again, and comes right after what was said to be there.
        let next = Acknowledgement(try driver.append() ?? "")
        #expect(next?.seq == size + 1, what)
    }
}

/// strace attached to a process.
private final class Strace {
    private let process = ChildProgram()
    private let trace: String

    init(_ scratch: Scratch, _ driver: DriverProcess, _ injection: String) throws {
        trace = scratch.folder + "/trace"
        let paths = [scratch.log, scratch.log + "-journal", scratch.folder].flatMap { ["-P", $0] }
        let call = injection.dropFirst("inject=".count).prefix { $0 != ":" }
        let words = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        process.arguments =
            ["-f", "-p", String(driver.processIdentifier), "-o", trace] + paths + [
                "-e", "trace=\(call)", "-e", injection,
            ]
        process.standardError = words
        try process.run()
        // "strace: Process 1 attached with 3 threads"
        var text = ""
        while !text.contains(" attached") {
            let more = words.fileHandleForReading.availableData
            guard !more.isEmpty else { throw NotAttached(text: text) }
            text += String(decoding: more, as: UTF8.self)
        }
    }

    struct NotAttached: Error { let text: String }

    /// - Returns: What it saw.
    func detach() -> String {
        // No milder signal: those are blocked where the tests run. The kernel lets go of the traced process.
        process.send(SIGKILL)
        process.waitUntilExit()
        return (try? String(contentsOfFile: trace, encoding: .utf8)) ?? ""
    }
}
