import CardIdentity
import Foundation
import Instants
import JSON
import PCSC
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// The PKCS#11 route, with real modules in a real child process.
@Suite struct PKCS11Tests {
    private static let openSC = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"
    private static let softHSM = "/usr/lib/softhsm/libsofthsm2.so"

    private static func examiner(_ modules: [String], deadline: Duration = .seconds(15)) -> CardExaminer {
        var examiner = CardExaminer(service: PCSCService(policy: APDUAllowList.policy)) {
            UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        }
        examiner.modules = modules
        examiner.usesPIV = false
        examiner.tokenReader = TokenReader(helper: .ra, deadline: deadline)
        return examiner
    }

    private static func card(triesLeft: Int = 3) throws -> VirtualCard {
        let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        return VirtualCard(
            atr: PIVCard.atr,
            responder: try PIVCard.nhs(
                uuid: "000123456789", notBefore: now.adding(seconds: -86_400),
                notAfter: now.adding(seconds: 30 * 86_400 + 43_200), triesLeft: triesLeft))
    }

    @Test(arguments: [3, 0])
    func `OpenSC's module tells UUID, expiry and lock of a card whose PIV route is switched off`(triesLeft: Int) async {
        await #expect(processExitsWith: .success) { [triesLeft] in
            try await PrivateService.run { service in
                service.useInThisProcess()
                let slots = try await service.insert([try Self.card(triesLeft: triesLeft), try Self.card()])
                let examiner = Self.examiner([Self.openSC])
                let desk = try await examiner.service.readers()
                let report = try #require(try await examiner.examine(desk[0], among: desk))
                #expect(report.problems == [])
                #expect(report.uuid?.source == .pkcs11)
                #expect(report.uuid?.value.digits == "000123456789")
                #expect(report.certificates.map(\.use) == [.authentication, .signing])
                #expect(report.renewal.daysLeft == 30)
                // No flag says nothing; a set one says that the card is locked.
                #expect(report.passcode.state == (triesLeft == 0 ? .locked : .unknown))
                #expect(report.apduCount == 0)
                withExtendedLifetime(slots) {}
            }
        }
    }

    @Test func `a card with PIV is read that way, and no module is asked`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([try Self.card()])
            let configuration = try TemporaryFile("pkcs11:\n  - /nonexistent/module.so\n")
            let document = try await service.ra("card", "--json", "--config", configuration.path).document()
            #expect(document["problems"] == [])
            #expect(document["uuid"]?["source"] == "piv")
            withExtendedLifetime(slots) {}
        }
    }

    @Test func `a card without PIV goes to the configured module`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([VirtualCard(atr: BankCard.atr, responder: BankCard())])
            let configuration = try TemporaryFile("pkcs11:\n  - \(Self.openSC)\n  - /nonexistent/m.so\n")
            let document = try await service.ra("card", "--json", "--config", configuration.path).document()
            #expect(
                document["problems"]?.array?.compactMap { $0["message"]?.string } == [
                    "The card has no PIV application, so its UUID and certificates can't be read.",
                    "The PKCS#11 module opensc-pkcs11.so sees no card in this reader.",
                    "The PKCS#11 module m.so can't be loaded.",
                ])
            withExtendedLifetime(slots) {}
        }
    }

    /// OpenSC's module looks into every reader, so it would touch the card that somebody is logged in with.
    @Test func `no module is asked while any card is in use`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { service in
                service.useInThisProcess()
                let used = try Self.card()
                let slots = try await service.insert([VirtualCard(atr: BankCard.atr, responder: BankCard()), used])
                let other = try #require(OtherProgram(reader: "Virtual PCD 00 01", exclusive: false))
                let configuration = try TemporaryFile("pkcs11:\n  - \(Self.openSC)\n")
                let outcome = try await service.ra("card", "--json", "--reader", "0", "--config", configuration.path)
                #expect(try outcome.document()["problems"]?.array?.map { $0["code"] } == ["notReadable"])
                #expect(used.exchanges.isEmpty)
                withExtendedLifetime((slots, other)) {}
            }
        }
    }

    @Test func `SoftHSM's token tells UUID and expiry`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder + "/tokens", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "directories.tokendir = \(folder)/tokens\nlog.level = ERROR\n".write(
            toFile: folder + "/softhsm2.conf", atomically: true, encoding: .utf8)
        let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        let certificate = try PIVCertificate(
            commonName: "000123456789", use: .authentication, notBefore: now.adding(seconds: -86_400),
            notAfter: now.adding(seconds: 86_400)
        ).der()
        try Data(certificate).write(to: URL(fileURLWithPath: folder + "/certificate.der"))
        let environment = ["SOFTHSM2_CONF": folder + "/softhsm2.conf"]
        for (program, arguments) in [
            ("softhsm2-util", ["--init-token", "--free", "--label", "t", "--pin", "1234", "--so-pin", "1234"]),
            (
                "pkcs11-tool",
                [
                    "--module", Self.softHSM, "--login", "--pin", "1234", "--write-object", folder + "/certificate.der",
                    "--type", "cert", "--id", "01",
                ]
            ),
        ] {
            let outcome = try await RaProcess.run(
                program: "/usr/bin/" + program, arguments, environment: environment)
            try #require(outcome.exitStatus == 0, "\(outcome.standardError)")
        }
        let request = TokenRequest(module: Self.softHSM, reader: "Some reader", isOnlyCard: true)
        let outcome = try await RaProcess.run(
            TokenHelper.ra.arguments, environment: environment, input: try request.json.line())
        let answer = try #require(TokenAnswer(json: try JSONValue(parsing: Data(outcome.standardOutput.utf8))))
        #expect(answer.certificates == [certificate])
        #expect(try CertificateSummary(der: answer.certificates[0], source: .pkcs11).uuid?.digits == "000123456789")
        #expect(!answer.isLocked)
        // With two cards in, a token whose slot names no reader could be either's.
        let unsure = try await RaProcess.run(
            TokenHelper.ra.arguments, environment: environment,
            input: try TokenRequest(module: Self.softHSM, reader: "Some reader", isOnlyCard: false).json.line())
        #expect(unsure.standardOutput == #"{"failure":"noToken"}"#)
    }

    /// Modules that do what modules do at worst, compiled here from a few lines of C.
    @Test(arguments: [
        ("for (;;) {}", TokenFailure.hung), ("*(volatile int *)0 = 1;", .crashed), ("_exit(3);", .crashed),
        ("return 5;", .notAModule), ("*list = 0; return 0;", .notAModule),
    ])
    func `a module that hangs or crashes takes only its own process down`(
        body: String, failure: TokenFailure
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "#include <unistd.h>\nunsigned long C_GetFunctionList(void **list) { \(body) return 0; }\n".write(
            toFile: folder + "/m.c", atomically: true, encoding: .utf8)
        let compiler = try await RaProcess.run(
            program: try #require(Compiler.path), ["-shared", "-fPIC", "-O0", "-o", folder + "/m.so", folder + "/m.c"])
        try #require(compiler.exitStatus == 0, "\(compiler.standardError)")
        // Only the one that hangs is waited for so long; a busy computer may take seconds to start a program.
        let deadline = failure == .hung ? Duration.seconds(2) : .seconds(30)
        let reader = TokenReader(helper: .ra, deadline: deadline)
        let request = TokenRequest(module: folder + "/m.so", reader: "Some reader", isOnlyCard: true)
        let start = ContinuousClock.now
        await #expect(throws: failure) { try await reader.read(request) }
        #expect(ContinuousClock.now - start < .seconds(25))
    }

    /// The question is larger than a pipe holds, so the child is surely gone before it is written.
    @Test(arguments: [
        ("exec <&-; exit 3", TokenFailure.crashed), ("exec <&-; kill -9 $$", .crashed), ("exec <&-; echo no", .crashed),
        ("exec <&-; exec sleep 60", .hung), ("head -c 2000000 /dev/zero", .noAnswer),
    ])
    func `a child that ends, hangs or babbles before it has read its question leaves this program running`(
        script: String, failure: TokenFailure
    ) async throws {
        let deadline = failure == .hung ? Duration.seconds(1) : .seconds(30)
        let reader = TokenReader(
            helper: TokenHelper(program: "/bin/sh", arguments: ["-c", script]), deadline: deadline)
        let request = TokenRequest(
            module: String(repeating: "m", count: 1 << 20), reader: "Some reader", isOnlyCard: true)
        await #expect(throws: failure) { try await reader.read(request) }
    }

    @Test func `without a helper no module is asked, and the report says so`() async throws {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { service in
                service.useInThisProcess()
                let slots = try await service.insert([try Self.card()])
                var examiner = Self.examiner([Self.openSC])
                examiner.tokenReader = nil
                let desk = try await examiner.service.readers()
                let report = try #require(try await examiner.examine(desk[0], among: desk))
                #expect(report.problems.map(\.message) == ["The PKCS#11 module opensc-pkcs11.so can't be asked."])
                #expect(report.uuid == nil)
                withExtendedLifetime(slots) {}
            }
        }
    }

    @Test(arguments: ["", "{}", "nonsense", #"{"module":"relative.so","reader":"r","isOnlyCard":true}"#])
    func `the hidden command answers nonsense with a failure`(input: String) async throws {
        let outcome = try await RaProcess.run(TokenHelper.ra.arguments, input: input)
        #expect(outcome.exitStatus == 0)
        #expect(outcome.standardOutput.hasPrefix(#"{"failure":"#))
        #expect(try await !RaProcess.run(["--help"]).standardOutput.contains("pkcs11-read"))
    }
}

extension TokenHelper {
    /// The program that is tested, as it runs itself.
    static let ra = TokenHelper(program: RaProcess.path, arguments: ["pkcs11-read"])
}

/// A file that goes with the value.
private final class TemporaryFile {
    let path: String

    init(_ text: String) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
