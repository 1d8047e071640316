import Foundation
import Instants
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// What the preflight tells IT to do, done as it is printed, in a Debian with systemd: each check is made to complain for
/// a real reason, and is content afterwards.
extension InstalledTests {
    private static let socket = "/run/pcscd/pcscd.comm"

    @Test(arguments: [
        ("systemctl disable --now pcscd.socket; systemctl stop pcscd; rm -f \(socket)", "absent"),
        ("systemctl stop pcscd.socket pcscd", "dead"), ("chmod 0600 \(socket)", "socketClosedToUser"),
        ("systemctl kill --signal STOP pcscd", "hung"),
    ])
    func `a card service that was stopped, closed off or hangs is mended as the preflight says`(
        order: String, condition: String
    ) async throws {
        try await bench.shell("ra readers; \(order)")
        let broken = try await check("service.reachable", as: .member)
        #expect(broken["status"] == "fail")
        #expect(broken["evidence"]?["condition"] == .string(condition))
        try await carryOut(broken)
        let mended = try await check("service.reachable", as: .member)
        #expect(mended["status"] == "pass", "\(mended)")
    }

    @Test func `a reader that the service has missed is served after what the preflight says`() async throws {
        let bundle = "/usr/lib/pcsc/drivers/ifd-ccid.bundle"
        try await bench.shell("mkdir -p /tmp/none && mount --bind /tmp/none \(bundle) && systemctl restart pcscd")
        let withoutDriver = try await check("driver.bundle")
        #expect(withoutDriver["status"] == "fail")
        try await bench.shell("umount \(bundle)")
        let missed = try await check("readers.served")
        #expect(missed["status"] == "fail")
        #expect(missed["remedies"]?.array?.first?["text"]?.string?.contains("driver knows this reader") == true)
        try await carryOut(missed)
        _ = try await bench.readers { $0.count == 2 }
        #expect(try await check("readers.served")["status"] == "pass")
        #expect(try await check("driver.bundle")["status"] == "pass")
    }

    @Test func `a reader that was pulled is missed, by number and by its role, until it is back`() async throws {
        try await bench.shell(
            "printf 'readers: {operator: {serial: RA0001}, holder: {serial: RA0002}}\\n' > /tmp/config.yaml")
        let options = "--config /tmp/config.yaml"
        #expect(try await check("readers.assigned \(options)")["status"] == "pass")
        try await bench.unplug(bench.readers[1])
        _ = try await bench.readers { $0.count == 1 }
        let missing = try await check("readers.assigned \(options)")
        #expect(missing["status"] == "warn")
        #expect(missing["summary"] == "The holder's reader (serial RA0002) is not connected.")
        #expect(try await check("readers.count")["status"] == "warn")
        try await bench.plugIn(bench.readers[1])
        _ = try await bench.readers { $0.count == 2 }
        #expect(try await check("readers.assigned \(options)")["status"] == "pass")
        #expect(try await check("readers.count")["status"] == "pass")
    }

    @Test func `somebody who isn't in the group can't write the log, and can once they are`() async throws {
        let file = "/var/lib/ra-workstation/audit.sqlite"
        try await bench.shell("useradd anna")
        let anna = GuestUser("anna")
        let refused = try await check("audit.writable --audit-log \(file)", as: anna)
        #expect(refused["status"] == "fail")
        try await carryOut(refused, with: ["NAME": "anna"])
        #expect(try await check("audit.writable --audit-log \(file)", as: anna)["status"] == "pass")
    }

    @Test func `a workstation without settings gets the example, and an impossible clock is set`() async throws {
        let unset = try await check("configuration")
        #expect(unset["status"] == "warn")
        try await carryOut(unset)
        let file = "/etc/ra-workstation/config.yaml"
        try await bench.shell("sed -i 's/^#site:/site:/; s/^#operator:/operator:/; s/^#  role:/  role:/' \(file)")
        let configured = try await check("configuration")
        try await bench.shell("rm \(file)")
        #expect(configured["status"] == "pass", "\(configured)")

        let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970)).rfc3339
        try await bench.shell("date --set 2020-01-01")
        let wrong = try await check("clock.sane")
        #expect(wrong["status"] == "fail")
        let setting = wrong["remedies"]?.array?.first?["commands"]?.array?.first?.string ?? ""
        #expect(setting == "date --set 'YYYY-MM-DD HH:MM'")
        try await bench.shell(setting.replacingOccurrences(of: "YYYY-MM-DD HH:MM", with: now))
        #expect(try await check("clock.sane")["status"] == "pass")
    }

    @Test func `the report of the system's preflight holds nothing of the cards that are in`() async throws {
        let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        let people = [("000123456789", "Alexandra Holder"), ("999000000017", "Bartholomew Operator")]
        let cards = try people.map { uuid, name in
            VirtualCard(
                atr: USBBench.atr,
                responder: try PIVCard.nhs(
                    uuid: uuid, name: name, notBefore: now.adding(seconds: -86_400),
                    notAfter: now.adding(seconds: 300 * 86_400)))
        }
        try await bench.insert(cards[0], cards[1])
        let read = try await bench.shell("ra card --json").output
        let certificates = try read.split(separator: "\n").map { try JSONValue(parsing: Data($0.utf8)) }
            .flatMap { $0["certificates"]?.array ?? [] }
        let traits = CardTraits(
            uuids: people.map(\.0), names: people.map(\.1),
            serialNumbers: certificates.compactMap { $0["serialNumber"]?.string })
        #expect(traits.serialNumbers.count == 4)
        #expect(traits.found(in: read).count >= 8, "they would be found")
        try await bench.shell("systemctl start ra-preflight")
        let report = try await bench.shell("setpriv --reuid nobody --clear-groups ra preflight --last").output
        #expect(report.contains("2 cards are in."))
        #expect(report.contains("/var/lib/ra-workstation/audit.sqlite"))
        #expect(traits.found(in: report) == [])
    }
}
