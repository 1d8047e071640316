import Foundation
import TestSupport
import Testing

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
            (">/dev/full", "No space left on device"), (">&-", "Bad file descriptor"), ("| :", nil),
        ] {
            let script = "\"$1\" preflight --list \(redirection)"
            let shell = Process()
            shell.executableURL = URL(fileURLWithPath: "/bin/bash")
            shell.arguments = ["-c", script + "; exit ${PIPESTATUS[0]}", "bash", RaProcess.path]
            let errors = Pipe()
            shell.standardError = errors
            shell.environment = RaProcess.environment(with: [:])
            try shell.run()
            let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            shell.waitUntilExit()
            #expect(shell.terminationReason == .exit)
            guard let words else {
                // The other program may have been quick or slow to go.
                #expect([0, 74].contains(shell.terminationStatus))
                continue
            }
            #expect(shell.terminationStatus == 74, "\(redirection)")
            #expect(text.contains(words), "\(text)")
        }
    }
}
