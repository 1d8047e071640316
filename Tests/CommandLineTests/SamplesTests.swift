import Foundation
import TestSupport
import Testing

/// What README.md and the man page show is what `ra` says: each command in them is run. found: R3
///
/// In a sample "…" stands for whatever is there, and a line of its own for lines. Times, dates, sessions' ids and codes of
/// checkpoints may differ; so may the places where lines are broken, and the mark of a simulated desk. `make samples` prints
/// the samples as they would be today.
@Suite struct SamplesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `README's samples are what ra says`() async throws {
        let samples = Sample.samples(
            in: try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8))
        #expect(samples.count { $0.command.contains("ra ") } >= 6)
        let folder = FileManager.default.temporaryDirectory.appending(path: "ra-samples-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let programs = URL(fileURLWithPath: RaProcess.path).deletingLastPathComponent().path()
        var session: String?
        for sample in samples {
            var command = sample.command
            if let session { command = command.replacing(/[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}/, with: session) }
            if command.hasPrefix("ra desk ") { command = Self.untilItServes(command) }
            let outcome = try await RaProcess.run(
                program: "/bin/sh", ["-c", command],
                environment: [
                    "PATH": "\(programs):/usr/bin:/bin", "HOME": folder, "TMPDIR": folder,
                    "RA_AUDIT_LOG": folder + "/audit.sqlite",
                ])
            #expect(outcome.exitStatus == 0, "\(command): \(outcome.standardError)")
            if let found = outcome.standardOutput.firstMatch(of: /Session ([0-9a-f-]{14})/) {
                session = String(found.output.1)
            }
            let difference = sample.difference(from: outcome.standardOutput)
            #expect(difference == nil, "\(command)\n\(difference ?? "")\n--- it says:\n\(outcome.standardOutput)")
        }
    }

    /// A desk serves until it is told to end; it is told when it gives links, however late that is.
    private static func untilItServes(_ command: String) -> String {
        """
        \(command) & desk=$!
        until '\(RaProcess.path)' desk --link >/dev/null 2>&1 || ! kill -0 "$desk"; do sleep 0.1; done
        kill "$desk"; wait "$desk"
        """
    }

    /// They have no output there. Each must be a command that there is, with options that it has.
    @Test func `the man page's commands are understood`() async throws {
        let page = try String(
            contentsOf: Self.root.appending(path: "debian/ra-workstation.7"), encoding: .utf8)
        let commands = page.matches(of: /^\.(?:Dl \$|Ql) (ra .+)$/.anchorsMatchLineEndings()).map {
            String($0.output.1)
        }
        #expect(commands.count >= 8)
        let folder = FileManager.default.temporaryDirectory.appending(path: "ra-commands-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for command in commands {
            let runnable = command.replacing(" ,", with: "").replacing(" .", with: "")
                .replacing("SCENARIO", with: "locked-with-email").replacing("ID", with: "readers.count")
                .replacing("FILE", with: "/dev/null").replacing("--watch", with: "").replacing(
                    "ra ", with: "", maxReplacements: 1)
            var arguments = runnable.split(separator: " ").map(String.init)
            if !arguments.contains("--simulate") { arguments += ["--simulate", "two-readers"] }
            let run = "'\(RaProcess.path)' \(arguments.joined(separator: " "))"
            let outcome = try await RaProcess.run(
                program: "/bin/sh", ["-c", arguments.first == "desk" ? Self.untilItServes(run) : run],
                environment: [
                    "HOME": folder, "TMPDIR": folder, "RA_AUDIT_LOG": folder + "/audit.sqlite",
                    "XDG_RUNTIME_DIR": folder,
                    "BROWSER": "/bin/true",
                ])
            let status = outcome.exitStatus ?? -1
            #expect(![-1, 64, 70].contains(status), "\(command): \(outcome.standardError)")
        }
    }

    // found: R4
    @Test func `the papers name no package that isn't built first, and the systems that the program runs on`() throws {
        for paper in ["README.md", "debian/ra-workstation.7"] {
            let text = try String(contentsOf: Self.root.appending(path: paper), encoding: .utf8)
            let building = try #require(text.range(of: "make deb"), "\(paper)")
            let installing = try #require(text.range(of: "apt install ./"), "\(paper)")
            #expect(building.lowerBound < installing.lowerBound, "\(paper)")
            #expect(text.ranges(of: "apt install ./").count == text.ranges(of: "apt install ./.build/deb/").count)
        }
        let page = try String(contentsOf: Self.root.appending(path: "debian/ra-workstation.7"), encoding: .utf8)
        #expect(page.contains("Debian 12 or 13, or Ubuntu 24.04"))
        #expect(page.contains("Debian 13 and later and Ubuntu 24.04 ask polkit"))
    }

    @Test func `a sample that says something else is found`() {
        let sample = Sample(command: "x", expected: ["Ready: yes", "…", "At … o'clock", "End 12:00:01"])
        #expect(sample.difference(from: "Ready: yes\nmore\nAt three o'clock\nEnd 23:59:59\n") == nil)
        #expect(sample.difference(from: "[simulated] Ready:\n[simulated] yes\nAt 3 o'clock End 00:00:00\n") == nil)
        #expect(sample.difference(from: "Ready: no\nAt three o'clock\nEnd 12:00:01\n") != nil)
        #expect(sample.difference(from: "Ready: yes\nmore\nAt three o'clock\nEnd 12:00:01\nmore\n") != nil)
        #expect(sample.difference(from: "Ready: yes\nEnd 12:00:01\nAt three o'clock\n") != nil)
        #expect(sample.difference(from: "more\nReady: yes\nAt three o'clock\nEnd 12:00:01\n") != nil)
    }
}

/// A command in an indented block, and what stands below it.
struct Sample {
    let command: String
    let expected: [String]

    /// The blocks of a Markdown text whose first line begins with a dollar sign; a block may have several commands.
    static func samples(in markdown: String) -> [Sample] {
        var samples: [Sample] = []
        var command: String?
        var expected: [String] = []
        var continues = false
        func end() {
            if let command { samples.append(Sample(command: command, expected: expected)) }
            (command, expected) = (nil, [])
        }
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            let text = line.hasPrefix("    ") ? String(line.dropFirst(4)) : nil
            if let text, text.hasPrefix("$ ") {
                end()
                command = String(text.dropFirst(2).prefix { $0 != "#" })
                continues = text.hasSuffix("\\")
            } else if let text, continues {
                command = command.map { "\($0)\n\(text)" }
                continues = text.hasSuffix("\\")
            } else if let text, command != nil {
                expected.append(text)
            } else if !line.allSatisfy(\.isWhitespace) {
                end()
            }
        }
        end()
        return samples
    }

    /// Nil when the output is what the sample shows.
    func difference(from output: String) -> String? {
        var rest = Sample.plain(output)[...]
        let pieces = Sample.plain(expected.joined(separator: "\n")).split(
            separator: "…", omittingEmptySubsequences: false
        ).map { $0.trimmingPrefix(" ") }.map { $0.hasSuffix(" ") ? $0.dropLast() : $0 }
        for (index, piece) in pieces.enumerated() where !piece.isEmpty {
            if index == 0 {
                guard rest.hasPrefix(piece) else { return "It doesn't begin with: \(piece)" }
                rest = rest.dropFirst(piece.count)
            } else if index == pieces.count - 1 {
                guard rest.hasSuffix(piece) else { return "It doesn't end with: \(piece)" }
                rest = ""
            } else {
                guard let found = rest.firstRange(of: piece) else { return "It doesn't say, at its place: \(piece)" }
                rest = rest[found.upperBound...]
            }
        }
        if pieces.count == 1, !rest.isEmpty { return "It says more: \(rest)" }
        return nil
    }

    /// In one line, without what differs from one run to the next.
    private static func plain(_ text: String) -> String {
        text.replacing(/(?m)^\[simulated\] ?/, with: "")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .replacing(/\d\d:\d\d(:\d\d)?/, with: "TIME")
            .replacing(/\d{1,2} [A-Z][a-z]+ \d{4}/, with: "DATE")
            .replacing(/[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}/, with: "SESSION")
            .replacing(/\d+-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/, with: "CODE")
    }
}
