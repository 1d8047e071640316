import CardIdentity
import Foundation
import ISO7816
import Instants
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// OpenSSL on the certificates of `Fixtures/reports`: a peer that reads each of them.
@Suite struct CertificatePeerTests {
    private struct Certificate {
        var name: String
        var der: [UInt8]
    }

    private static func certificates(source: String = #filePath) throws -> [Certificate] {
        let folder = URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/reports/card").path
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
            .compactMap { file in
                let scenario = try Scenario.named("\(folder)/\(file)")
                guard let object = scenario.cards.first?.raw?.objects[0x5FC105],
                    case .certificate(let der, _)? = try? PIVContainer(parsing: object)
                else { return nil }
                return Certificate(name: file, der: der)
            }
    }

    // found: F1
    @Test func `what OpenSSL reads of a certificate is read here, with the same dates and number`() async throws {
        let folder = try Janitor()
        var compared = 0
        for certificate in try Self.certificates() {
            let file = folder.folder + "/certificate.der"
            try Data(certificate.der).write(to: URL(fileURLWithPath: file))
            let outcome = try await RaProcess.run(
                program: "/usr/bin/openssl",
                ["x509", "-inform", "DER", "-in", file, "-noout", "-serial", "-dates", "-dateopt", "iso_8601"])
            guard outcome.exitStatus == 0 else { continue }
            compared += 1
            let ours = try CertificateSummary(der: certificate.der, source: .piv)
            // OpenSSL breaks a long number into lines that end in a backslash.
            let output = outcome.standardOutput.replacingOccurrences(of: "\\\n", with: "")
            let theirs = Dictionary(
                output.split(separator: "\n").map { line in
                    let parts = line.split(separator: "=", maxSplits: 1)
                    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
                }, uniquingKeysWith: { first, _ in first })
            #expect(Self.instant(theirs["notBefore"]) == ours.notBefore, "\(certificate.name)")
            #expect(Self.instant(theirs["notAfter"]) == ours.notAfter, "\(certificate.name)")
            if !ours.oddities.contains(.serialNumberNegative), !ours.serialNumber.isEmpty {
                #expect(theirs["serial"] == ours.serialNumber, "\(certificate.name)")
            }
        }
        #expect(compared >= 40)
    }

    /// Nil for a time that OpenSSL calls bad.
    private static func instant(_ text: String?) -> UTCInstant? {
        guard let text, !text.contains("Bad") else { return nil }
        let seconds = text.split(separator: ".").first.map(String.init) ?? text
        let whole = seconds.replacingOccurrences(of: " ", with: "T")
        return UTCInstant(rfc3339: whole.hasSuffix("Z") ? whole : whole + "Z")
    }
}
