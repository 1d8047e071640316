import Foundation
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

@testable import ra

/// The frame that all commands share, by the built program.
@Suite struct FrameTests {
    private func configuration(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "ra-\(UUID()).yaml")
        try Data(text.utf8).write(to: file)
        return file.path()
    }

    @Test func `global options stand before or after the command`() async throws {
        let file = try configuration("site: osprey\nsiet: osprey\n")
        for arguments in [
            ["--config", file, "preflight", "--list"], ["preflight", "--config", file, "--list"],
            ["preflight", "--list", "--config=\(file)"],
        ] {
            let outcome = try await RaProcess.run(arguments)
            #expect(outcome.exitStatus == 65, "\(arguments)")
            #expect(outcome.standardError.hasPrefix("ra: error: \(file):2: siet: is not known here"))
            #expect(outcome.standardOutput.isEmpty)
        }
    }

    @Test func `RA_CONFIG names the configuration where the option doesn't`() async throws {
        let file = try configuration("cim: nowhere\n")
        let outcome = try await RaProcess.run(["preflight", "--list"], environment: ["RA_CONFIG": file])
        #expect(outcome.exitStatus == 65)
        #expect(outcome.standardError.contains(":1: cim: must be one of same-computer, other-computer"))
    }

    @Test func `a configuration that was named and isn't there is trouble with a file`() async throws {
        let outcome = try await RaProcess.run(["--config", "/nonexistent/c.yaml", "readers"])
        #expect(outcome.exitStatus == 74)
        #expect(outcome.standardError.contains("ra: error: The configuration /nonexistent/c.yaml is not there."))
    }

    @Test(arguments: [
        ["--nonsense"], ["nonsense"], ["readers", "--nonsense"], ["preflight", "--for", "lunch"], ["readers", "extra"],
        ["preflight", "--only", "no.such.check"], ["preflight", "--only", ""], ["preflight", "--explain", "\u{1B}[2J"],
        ["preflight", "--wait", "-1"], ["preflight", "--wait", "soon"], ["readers", "--config"],
        ["--config=", "readers"], ["readers", "--simulate="], ["\u{1B}[31mx"], ["a\u{202E}b"],
    ])
    func `a mistake in the arguments is one line, a hint and status 64`(arguments: [String]) async throws {
        let outcome = try await RaProcess.run(arguments)
        #expect(outcome.exitStatus == 64)
        let lines = outcome.standardError.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines[0].hasPrefix("ra: error: ") && lines[1].hasPrefix("ra: hint: "), "\(lines)")
        #expect(!outcome.standardError.contains("\u{1B}") && !outcome.standardError.contains("\u{202E}"))
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test func `a value may end with an equals sign`() async throws {
        let outcome = try await RaProcess.run(["--audit-log=/nonexistent/a=", "audit", "list"])
        #expect(outcome.exitStatus == 74, "\(outcome.standardError)")
    }

    @Test(arguments: [["--help"], ["readers", "--help"], ["help", "preflight"], ["--version"]])
    func `what was asked for is data`(arguments: [String]) async throws {
        let outcome = try await RaProcess.run(arguments)
        #expect(outcome.exitStatus == 0)
        #expect(outcome.standardError.isEmpty)
        #expect(outcome.standardOutput.hasSuffix("\n"))
    }

    @Test func `a full or closed standard output is said and doesn't crash`() async throws {
        for (redirection, words) in [
            (">/dev/full", "No space left on device"), (">&-", "Bad file descriptor"),
        ] {
            let script = "\"$1\" preflight --list \(redirection)"
            let shell = ChildProgram()
            shell.executableURL = URL(fileURLWithPath: "/bin/bash")
            shell.arguments = ["-c", script + "; exit ${PIPESTATUS[0]}", "bash", RaProcess.path]
            let errors = Pipe()
            shell.standardError = errors
            shell.environment = RaProcess.environment(with: [:])
            try shell.run()
            let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            shell.waitUntilExit()
            #expect(shell.terminationStatus == 74, "\(redirection)")
            #expect(text.contains(words), "\(text)")
        }
    }

    /// As the usual tools do: `ls | head`. Every command that writes more than its reader reads. found: F15
    @Test(arguments: [
        "--help", "--simulate list", "handbook rules", "handbook rules --json", "handbook error", "preflight --list",
        "preflight --simulate two-readers", "readers --simulate two-readers", "readers --json --simulate two-readers",
        "card --simulate two-readers", "card --json --simulate two-readers", "decide unlock --facts $facts",
        "audit list --audit-log $log", "audit list --json --audit-log $log", "audit list --format csv --audit-log $log",
        "audit export --audit-log $log", "audit verify --json --audit-log $log", "audit show 5 --audit-log $log",
        "audit key --audit-log $log", "audit checkpoint --audit-log $log",
    ])
    func `a reader who has had enough ends a command quietly`(command: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ra-head-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let facts = folder + "/facts.jsonl"
        try String(repeating: "{}\n", count: 2000).write(toFile: facts, atomically: true, encoding: .utf8)
        let log = folder + "/audit.sqlite"
        if command.contains("$log") {
            let session = try await RaProcess.run([
                "unlock", "--simulate", "locked-with-email", "--audit-log", log,
            ])
            #expect(session.exitStatus == 0, "\(session.standardError)")
        }
        let line = command.replacing("$log", with: log).replacing("$facts", with: facts)
        // The reader has gone before the first byte: the pipe's other end is closed.
        let outcome = try await RaProcess.run(
            program: "/bin/bash",
            ["-c", "{ sleep 1; \"$0\" \(line); echo \"status $?\" >&2; } | :", RaProcess.path],
            environment: ["TMPDIR": folder])
        let said = outcome.standardError
        #expect(said.hasSuffix("status 141\n") && !said.contains("ra: error"), "\(command): \(said)")
    }

    // found: R5
    @Test func `the help names the exit statuses and the scenarios, and --simulate list says what each shows`()
        async throws
    {
        let help = try await RaProcess.run(["--help"]).standardOutput
        let words = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for status in ["0 done and good", "65 bad input", "69 the card service", "74 the log", "77 not permitted"] {
            #expect(words.contains(status), "\(status)")
        }
        let list = try await RaProcess.run(["--simulate", "list"])
        #expect(list.exitStatus == 0 && list.standardError.isEmpty)
        for name in Scenario.builtInNames {
            #expect(words.contains(name), "\(name)")
            #expect(list.standardOutput.contains("\(name) "), "\(name)")
            #expect(Scenario.summary(ofBuiltIn: name)?.isEmpty == false)
        }
    }

    /// Swift's own arguments come from /proc, which a chroot may lack: every command then printed the help. libdispatch
    /// too looks there for its threads, a moment after it has one, and ends the program (SIGILL) where it finds none, in
    /// some runs, which nothing in `ra` can prevent. So each run either succeeds, or dies of that after saying so.
    /// found: R7
    @Test(arguments: [
        ("--version", Version.current), ("decide --help", "USAGE: ra decide"), ("handbook error ERR1002", "ERR1002"),
        ("readers --simulate two-readers", "Reader"),
    ])
    func `without /proc a command is still that command`(arguments: String, words: String) async throws {
        // In a chroot there are no user namespaces, so root does without.
        let namespace = try #require(Namespace.usual)
        var succeeded = 0
        // On a busy computer more than half of them die.
        for _ in 0..<60 where succeeded < 3 {
            let outcome = try await RaProcess.run(
                program: "/usr/bin/unshare",
                [
                    namespace, "/bin/sh", "-c",
                    "mount -t tmpfs none /proc && test ! -e /proc/self && exec \"$0\" \(arguments)", RaProcess.path,
                ])
            #expect(outcome.standardError.contains("ra: warning: /proc isn't mounted here"))
            #expect(!outcome.standardOutput.contains("OVERVIEW: Smartcard desk tool"))
            if outcome.signal != SIGILL {
                succeeded += 1
                #expect(outcome.exitStatus == 0 && outcome.standardOutput.contains(words))
            }
        }
        #expect(succeeded == 3)
    }

    /// Text on a terminal of 20 to 39 columns was broken for 80. found: F15
    @Test(arguments: [20, 24, 30, 39])
    func `text keeps within a narrow terminal`(columns: Int) async throws {
        for command in [
            "handbook error ERR1002", "handbook rules", "handbook sites", "handbook roles", "handbook sources",
            "readers --simulate two-readers", "card --trace --simulate two-readers", "--simulate list",
        ] {
            let outcome = try await RaProcess.run(
                program: "/usr/bin/script",
                ["-qec", "stty cols \(columns); '\(RaProcess.path)' \(command)", "/dev/null"])
            let lines = outcome.standardOutput.split(whereSeparator: \.isNewline)
            #expect(outcome.exitStatus == 0 && lines.count > 5, "\(command)")
            let tooLong = lines.filter { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "").count > columns }
            #expect(tooLong.isEmpty, "\(command): \(tooLong.first ?? "")")
        }
    }
}
