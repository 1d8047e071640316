import CardIdentity
import Foundation
import Instants
import JSON
import PCSC
import Preflight
import ReaderHardware
import TestSupport
import Testing
import WorkstationSettings

/// The preflight's look at PKCS#11 modules: p11-kit's own kind of files in a folder, and modules that are compiled here
/// and loaded by the built program.
@Suite struct ModuleCheckTests {
    /// A computer laid out in a folder.
    private struct Computer {
        let janitor = Result { try Janitor() }
        var configured: [String] = []

        func root() throws -> String { try janitor.get().folder }

        func write(_ text: String, to path: String) throws {
            let file = URL(fileURLWithPath: try root() + path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        /// Puts a shared library there, whose `C_GetFunctionList` does what `body` says.
        func compile(_ body: String, to path: String) async throws {
            try write(
                "#include <unistd.h>\nunsigned long C_GetFunctionList(void **list) { \(body) }\n", to: path + ".c")
            let file = try root() + path
            let outcome = try await RaProcess.run(
                program: try #require(Compiler.path), ["-shared", "-fPIC", "-O0", "-o", file, file + ".c"])
            try #require(outcome.exitStatus == 0, "\(outcome.standardError)")
        }

        func link(_ path: String, to real: String) throws {
            let link = try root() + path
            try FileManager.default.createDirectory(
                atPath: URL(fileURLWithPath: link).deletingLastPathComponent().path, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: real)
        }

        /// - Parameter patience: a busy computer may take seconds to start a program.
        func finding(cardIn: Bool = false, patience: Duration = .seconds(30)) async throws -> Finding {
            var configuration = WorkstationConfiguration()
            configuration.pkcs11Modules = configured
            var workstation = Workstation(
                name: "TEST-1", configuration: configuration, environment: [:],
                now: UTCInstant(secondsSince1970: 1_795_000_000))
            workstation.root = try root()
            let word: ReaderState.Flags = cardIn ? .present : .empty
            workstation.service = Shared {
                .running([
                    AttachedReader(
                        index: 0, state: ReaderState(name: "Reader", word: word.rawValue, atr: cardIn ? [0x3B] : []),
                        device: nil, kind: .desktop)
                ])
            }
            workstation.tokenReader = TokenReader(helper: .ra, deadline: patience)
            let report = try await Preflight.all.only(["pkcs11.modules"]).run(on: workstation)
            return try #require(report.results.first).finding
        }

        /// Carries out a remedy's commands, with the administrator's folder in this computer's place.
        func carryOut(_ commands: [String]) async throws {
            for command in commands {
                let moved = command.replacingOccurrences(of: "/etc/", with: try root() + "/etc/")
                let outcome = try await RaProcess.run(program: "/bin/sh", ["-c", moved])
                #expect(outcome.exitStatus == 0, "\(command): \(outcome.standardError)")
            }
        }
    }

    private static let openSC = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"
    private static let package = "/usr/share/p11-kit/modules"

    @Test func `a registered module that loads is told, by its name in the modules' folder`() async throws {
        let computer = Computer()
        try computer.write("# a comment: with a colon\nmodule: opensc-pkcs11.so\n", to: "\(Self.package)/opensc.module")
        try computer.link("/usr/lib/x86_64-linux-gnu/pkcs11/opensc-pkcs11.so", to: Self.openSC)
        let finding = try await computer.finding()
        #expect(finding.status == .pass, "\(finding.summary)")
        #expect(finding.evidence["registered"] == ["opensc"])
        #expect(finding.evidence["/usr/lib/x86_64-linux-gnu/pkcs11/opensc-pkcs11.so"] == "loads")
    }

    @Test(arguments: [
        ("for (;;) {}", "hang", "hangs"), ("*(volatile int *)0 = 1; return 0;", "crash", "crashes"),
        ("_exit(3);", "end", "crashes"), ("return 5;", "refuse", "is not there or is no PKCS#11 module"),
    ])
    func `a registered module that hangs or crashes is warned of, and its remedy switches it off`(
        body: String, name: String, words: String
    ) async throws {
        let computer = Computer()
        try computer.write("module: /opt/vendor/\(name).so\n", to: "\(Self.package)/vendor.module")
        try await computer.compile(body, to: "/opt/vendor/\(name).so")
        let finding = try await computer.finding(patience: name == "hang" ? .seconds(3) : .seconds(30))
        #expect(finding.status == .warn)
        #expect(finding.summary == "/opt/vendor/\(name).so \(words).")
        #expect(finding.blocks.isEmpty)
        let commands = finding.remedies.flatMap(\.commands)
        #expect(commands.first == "dpkg -S \(Self.package)/vendor.module")
        try await computer.carryOut(Array(commands.dropFirst()))
        let after = try await computer.finding()
        #expect(after.status == .skip, "\(after.summary)")
    }

    @Test func `a registered module whose file isn't there is warned of`() async throws {
        let computer = Computer()
        try computer.write("module: gone.so\n", to: "/etc/pkcs11/modules/gone.module")
        try computer.link("/usr/lib/x86_64-linux-gnu/pkcs11/other.so", to: Self.openSC)
        let finding = try await computer.finding()
        #expect(finding.status == .warn)
        #expect(
            finding.summary
                == "/usr/lib/x86_64-linux-gnu/pkcs11/gone.so is not there or is no PKCS#11 module.")
    }

    @Test func `a configured module that doesn't load is warned of, beside one that does`() async throws {
        var computer = Computer()
        computer.configured = ["/usr/lib/good.so", "/usr/lib/bad.so"]
        try computer.link("/usr/lib/good.so", to: Self.openSC)
        try computer.write("no library", to: "/usr/lib/bad.so")
        let finding = try await computer.finding()
        #expect(finding.status == .warn)
        #expect(finding.evidence["/usr/lib/good.so"] == "loads")
        #expect(finding.evidence["/usr/lib/bad.so"] == "notAModule")
        #expect(finding.remedies.map(\.commands) == [["ldd /usr/lib/bad.so"]])
    }

    @Test func `no module is loaded while a card is in`() async throws {
        let computer = Computer()
        try computer.write("module: /opt/mark.so\n", to: "\(Self.package)/mark.module")
        try await computer.compile("unlink(\"\(try computer.root())/mark\"); return 5;", to: "/opt/mark.so")
        try computer.write("", to: "/mark")
        #expect(try await computer.finding(cardIn: true).status == .skip)
        #expect(FileManager.default.fileExists(atPath: try computer.root() + "/mark"))
        #expect(try await computer.finding().status == .warn)
        #expect(!FileManager.default.fileExists(atPath: try computer.root() + "/mark"))
    }
}
