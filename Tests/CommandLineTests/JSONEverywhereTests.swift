import Foundation
import JSON
import TestSupport
import Testing

/// `--json` works with every command that answers something (cli-contract). The commands are the parser's own list.
@Suite struct JSONEverywhereTests {
    /// How each command is asked. Nil where it needs more than a folder and is asked elsewhere: there only the option is
    /// looked for. `LOG` has a session in it; `KEY` and `PROOF` are of it.
    private static let examples: [String: [String]?] = [
        "audit checkpoint": [], "audit export": [], "audit init": [], "audit key": [], "audit list": [],
        "audit prove": ["1"], "audit report": [], "audit show": [], "audit verify": [],
        "audit verify-proof": ["PROOF", "--key", "KEY"], "audit push": nil, "audit witness": nil,
        "call": ["--list"], "card": ["--simulate", "two-readers"], "decide": ["unlock"], "desk": nil,
        "due": [], "email": nil, "handbook error": ["ERR1002"], "handbook roles": [], "handbook rules": [],
        "handbook sites": [], "handbook sources": [], "preflight": ["--simulate", "two-readers"],
        "readers": ["--simulate", "two-readers"], "renew": nil, "replace": nil, "resume": nil,
        "unlock": ["--simulate", "one-reader"],
    ]
    /// A session is talk in pieces, which the contract gives no version of its own.
    private static let withoutVersion: Set = ["unlock"]

    private struct Listed {
        let name: String
        let options: Set<String>
    }

    /// Every command that does something, but for those that are hidden.
    private func commands() async throws -> [Listed] {
        let help = try await RaProcess.run(["--experimental-dump-help"])
        func leaves(_ command: JSONValue, _ path: [String]) -> [Listed] {
            guard command["shouldDisplay"] != false else { return [] }
            let inner = (command["subcommands"]?.array ?? []).filter { $0["commandName"] != "help" }
            guard inner.isEmpty else {
                return inner.flatMap { leaves($0, path + [$0["commandName"]?.string ?? "?"]) }
            }
            let names = (command["arguments"]?.array ?? []).flatMap { $0["names"]?.array ?? [] }
            return [
                Listed(name: path.joined(separator: " "), options: Set(names.compactMap { $0["name"]?.string }))
            ]
        }
        return leaves(try JSONValue(parsing: Data(help.standardOutput.utf8))["command"] ?? .null, [])
    }

    // found: R2
    @Test func `--json works with every command that answers`() async throws {
        let janitor = try Janitor()
        let log = janitor.folder + "/log/audit.sqlite"
        try FileManager.default.createDirectory(
            atPath: janitor.folder + "/log", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        func run(_ arguments: [String]) async throws -> RaProcess.Outcome {
            try await RaProcess.run(
                arguments, environment: ["RA_AUDIT_LOG": log], input: #"{"card":{"lock":"locked"}}"# + "\n")
        }
        _ = try await run(["unlock", "--simulate", "one-reader"])
        let key = try await run(["audit", "key"]).standardOutput.trimmingCharacters(in: .newlines)
        let proof = janitor.folder + "/proof"
        try await run(["audit", "prove", "1"]).standardOutput.write(toFile: proof, atomically: true, encoding: .utf8)

        let commands = try await commands().filter { $0.name != "token-read" }
        #expect(commands.count > 20)
        for command in commands {
            #expect(command.options.contains("json"), "\(command.name)")
            let example = try #require(Self.examples[command.name], "'\(command.name)' needs an example here")
            guard let example else { continue }
            let arguments = example.map { $0 == "KEY" ? key : $0 == "PROOF" ? proof : $0 }
            let outcome = try await run(command.name.split(separator: " ").map(String.init) + arguments + ["--json"])
            #expect(outcome.exitStatus == 0, "\(command.name): \(outcome.standardError)")
            let lines = outcome.standardOutput.split(separator: "\n")
            #expect(!lines.isEmpty, "\(command.name)")
            for line in lines {
                let document = try JSONValue(parsing: Data(line.utf8))
                let isVersioned = document["schemaVersion"] == 1 || Self.withoutVersion.contains(command.name)
                #expect(document.object != nil && isVersioned, "\(command.name): \(line)")
            }
        }
    }
}
