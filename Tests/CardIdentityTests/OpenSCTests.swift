import CardIdentity
import Foundation
import ISO7816
import Instants
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// OpenSC's tools on the same virtual card behind the real service: a peer that must agree.
@Suite struct OpenSCTests {
    private func openSC(_ tool: String, _ arguments: [String], _ service: PrivateService) async throws -> String {
        let outcome = try await RaProcess.run(
            program: "/usr/bin/" + tool, arguments, environment: service.environment)
        #expect(outcome.exitStatus == 0, "\(tool): \(outcome.standardError)")
        return outcome.standardOutput
    }

    @Test(arguments: [(3, false), (1, false), (0, true)])
    func `OpenSC agrees on both certificates and on the lock`(triesLeft: Int, isLocked: Bool) async throws {
        let responder = try nhsCard(name: "ROWE_Sam", triesLeft: triesLeft)
        let ours = report(responder)
        #expect((ours.passcode.state == .locked) == isLocked)
        try await PrivateService.run { service in
            let card = VirtualCard(atr: PIVCard.atr, responder: responder)
            let slot = VPCDSlot(port: service.slotPorts[0])
            slot.insert(card)
            defer { slot.remove() }
            try await eventually("power on the card") { card.powerOns > 0 }
            for (id, certificate) in zip(["01", "02"], ours.certificates) {
                let pem = try await openSC("pkcs15-tool", ["--read-certificate", id], service)
                let base64 = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
                let der = Array(try #require(Data(base64Encoded: base64)))
                #expect(try CertificateSummary(der: der, source: .piv) == certificate)
            }
            let token = try await openSC("pkcs11-tool", ["-L"], service)
            #expect(token.contains("user PIN locked") == isLocked)
            #expect(card.modify(PIVCard.self) { $0.triesLeft } == triesLeft)
            // The whole report, certificates, counter and all, takes fewer commands than OpenSC's list of certificates.
            let before = card.exchanges.count
            _ = try await openSC("pkcs15-tool", ["--list-certificates"], service)
            #expect(card.exchanges.count - before > ours.apduCount)
        }
    }
}
