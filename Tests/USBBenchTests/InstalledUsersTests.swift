import Foundation
import Instants
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// Whom the card service serves in a Debian with systemd and the package, however they come, and what the others are told.
extension InstalledTests {
    private static let holder = "000123456789"

    private func insertCard() async throws {
        let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        let card = try PIVCard.nhs(
            uuid: Self.holder, notBefore: now.adding(seconds: -UTCInstant.secondsPerDay),
            notAfter: now.adding(seconds: 300 * UTCInstant.secondsPerDay))
        try await bench.insert(VirtualCard(atr: USBBench.atr, responder: card), nil)
    }

    // What is run as a user has patience for some seconds, as people have. A computer that is busy with other things makes
    // the guest slower than that, so such an answer isn't taken for the service's.

    private func run(
        _ command: String, as user: GuestUser, by way: GuestUser.Way
    ) async throws -> GuestShell.Outcome {
        let end = ContinuousClock.now + .seconds(90)
        while true {
            let outcome = try await bench.shell(user.order(command, by: way))
            let isSlow = outcome.status == 69 && outcome.errors.contains("hasn't answered within")
            guard isSlow, ContinuousClock.now < end else { return outcome }
        }
    }

    /// Each check by its identifier, when they have come to these statuses, or as they are in the end.
    private func checks(
        _ statuses: [String: String], as user: GuestUser, by way: GuestUser.Way
    ) async throws -> [String: JSONValue] {
        let end = ContinuousClock.now + .seconds(90)
        while true {
            let found = try await checks(statuses.keys.sorted().joined(separator: ","), as: user, by: way)
            let checks = found.reduce(into: [:]) { $0[$1["id"]?.string ?? ""] = $1 }
            let isAwaited = statuses.allSatisfy { checks[$0.key]?["status"] == .string($0.value) }
            guard !isAwaited, ContinuousClock.now < end else {
                #expect(isAwaited, "\(found)")
                return checks
            }
        }
    }

    private func isServed(_ user: GuestUser, by way: GuestUser.Way) async throws {
        let readers = try await run("ra readers --json", as: user, by: way)
        #expect(readers.status == 0, "\(readers.errors)")
        let serials = try readers.json()["readers"]?.array?.compactMap { $0["usb"]?["serial"]?.string } ?? []
        #expect(serials.sorted() == bench.readers.map(\.serial))
        let card = try await run("ra card --json", as: user, by: way)
        #expect(card.status == 0, "\(card.errors)")
        #expect(try card.json()["uuid"]?["value"] == .string(Self.holder))

        let checks = try await checks(
            ["service.reachable": "pass", "cards.connect": "pass", "session.place": "pass"], as: user, by: way)
        let place = try #require(checks["session.place"])
        #expect(place["evidence"]?["ssh"] == .bool(way == .ssh))
        #expect(place["evidence"]?["polkit"] == .bool(Self.asksPolkit))
    }

    @Test(arguments: GuestUser.Way.allCases)
    func `a member of the group sees both readers and reads a card, however they come`(way: GuestUser.Way) async throws
    {
        try await insertCard()
        try await isServed(.member, by: way)
    }

    @Test(.enabled(if: asksPolkit, "Debian 12's card service asks nobody"), arguments: GuestUser.Way.allCases)
    func `somebody who isn't in the group is refused, however they come, and told what to do`(
        way: GuestUser.Way
    ) async throws {
        try await insertCard()
        for command in ["ra readers", "ra card"] {
            let refused = try await run(command, as: .other, by: way)
            #expect(refused.status == 77)
            #expect(refused.output == "")
            #expect(
                refused.errors.contains(
                    "The card service refuses this user, by polkit (org.debian.pcsc-lite.access_pcsc)."))
            #expect(refused.errors.contains("make this user one: adduser NAME ra-workstation."))
        }
        // Over ssh the session is told of too, because there polkit may be the reason.
        let checks = try await checks(
            ["service.reachable": "fail", "session.place": way == .ssh ? "warn" : "pass"], as: .other, by: way)
        let service = try #require(checks["service.reachable"])
        #expect(service["evidence"]?["condition"] == "refused")
        #expect(service["evidence"]?["cause"] == "polkitRefuses")
        #expect(service["evidence"]?["polkitRule"] == true)
    }

    @Test(.enabled(if: asksPolkit, "Debian 12's card service asks nobody"))
    func `somebody who isn't in the group is served after what the preflight says`() async throws {
        try await insertCard()
        try await bench.shell("useradd --create-home berta")
        let berta = GuestUser("berta")
        let refused = try await check("service.reachable", as: berta)
        #expect(refused["status"] == "fail")
        try await carryOut(refused, with: ["NAME": berta.name])
        try await isServed(berta, by: .process)
        try await isServed(berta, by: .login)
    }

    @Test(
        .enabled(if: !asksPolkit, "from Debian 13 on the card service asks polkit"), arguments: GuestUser.Way.allCases)
    func `Debian 12's card service asks nobody, so that others are served too`(way: GuestUser.Way) async throws {
        try await insertCard()
        let libraries = try await bench.shell("ldd /usr/sbin/pcscd").output
        #expect(libraries.contains("libsystemd"))
        #expect(!libraries.contains("polkit"))
        try await isServed(.other, by: way)
    }

    @Test func `the service starts on demand and the preflight says so, and says when nobody listens`() async throws {
        // One at a reader's coming would call the service that is stopped here.
        _ = try await preflight()
        try await bench.shell("systemctl stop pcscd")
        let states = "systemctl show pcscd.socket pcscd -p ActiveState --value | grep ."
        #expect(try await bench.shell(states).output == "active\ninactive\n")
        let waiting = try await check("service.reachable", as: .member)
        #expect(waiting["status"] == "pass")
        #expect(waiting["summary"] == "The card service answers; it starts on demand.")
        #expect(waiting["evidence"]?["start"] == "onDemand")
        #expect(try await bench.shell(states).output == "active\nactive\n")

        try await bench.shell("systemctl stop pcscd.socket pcscd")
        let stopped = try await check("service.reachable", as: .member)
        let readers = try await bench.shell(GuestUser.member.order("ra readers"))
        try await carryOut(stopped)
        #expect(stopped["status"] == "fail")
        #expect(stopped["summary"] == "The card service (pcscd) has stopped; nobody listens on its socket.")
        #expect(readers.status == 69)
        #expect(readers.errors.contains("nobody listens on its socket"))
        #expect(try await check("service.reachable", as: .member)["status"] == "pass")
    }

    @Test func `a service that systemd calls and that doesn't come is told apart from one that hangs`() async throws {
        _ = try await preflight()
        let folder = "/run/systemd/system/pcscd.service.d"
        try await bench.shell(
            "mkdir -p \(folder); printf '[Service]\\nExecStartPre=/bin/sleep 600\\n' > \(folder)/slow.conf; "
                + "systemctl daemon-reload; systemctl stop pcscd")
        let called = try await check("service.reachable", as: .member)
        try await bench.shell("rm -r \(folder); systemctl daemon-reload; systemctl restart pcscd.socket pcscd")
        #expect(called["status"] == "fail")
        #expect(called["evidence"]?["condition"] == "notStarted")
        #expect(try await check("service.reachable", as: .member)["status"] == "pass")
    }
}
