import Foundation
import JSON
import TestSupport
import Testing

/// `--simulate` (command-line contract).
@Suite struct SimulateTests {
    @Test func `a simulated desk has its readers without any service, before or after the command`() async throws {
        for arguments in [
            ["--simulate", "two-readers", "readers", "--json"], ["readers", "--json", "--simulate=two-readers"],
        ] {
            let outcome = try await RaProcess.run(arguments)
            #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
            let readers = try #require(try outcome.document()["readers"]?.array)
            #expect(readers.map { $0["kind"]?.string } == ["virtual", "virtual"])
            #expect(readers.map { $0["state"]?.string } == ["present", "present"])
            #expect(readers.first?["name"]?.string == "Simulated Reader (A) 00 00")
        }
    }

    @Test(arguments: ["readers", "preflight"])
    func `each line for people says that the desk is simulated, within 80 columns`(command: String) async throws {
        let outcome = try await RaProcess.run([command, "--simulate", "two-readers"])
        let lines = outcome.standardOutput.split(separator: "\n")
        #expect(lines.count > 5)
        #expect(lines.allSatisfy { $0.hasPrefix("[simulated] ") && ($0.count <= 80 || $0.contains("  apt-get ")) })
    }

    @Test func `the preflight on a simulated desk says that nothing of it is real`() async throws {
        let outcome = try await RaProcess.run(["preflight", "--simulate", "two-readers", "--json"])
        let checks = try #require(try outcome.document()["checks"]?.array)
        #expect(checks.first { $0["id"]?.string == "readers.virtual" }?["status"]?.string == "warn")
        #expect(checks.first { $0["id"]?.string == "readers.count" }?["status"]?.string == "pass")
    }

    @Test func `a mistake in a scenario is bad input with its line, a scenario that isn't there trouble with a file`()
        async throws
    {
        let folder = try Janitor()
        let file = folder.folder + "/desk.yaml"
        try "readers:\n  A: { nmae: x }\n".write(toFile: file, atomically: true, encoding: .utf8)
        let mistaken = try await RaProcess.run(["readers", "--simulate", file])
        #expect(mistaken.exitStatus == 65)
        #expect(mistaken.standardError.hasPrefix("ra: error: \(file):2: readers.A.nmae: is not known here"))
        let missing = try await RaProcess.run(["readers", "--simulate", "no-such-desk"])
        #expect(missing.exitStatus == 74)
        #expect(missing.standardError.contains("two-readers"))
    }
}
