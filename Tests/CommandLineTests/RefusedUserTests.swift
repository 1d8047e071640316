import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// Users whom polkit refuses, as pcscd tells it and libpcsclite understands it, with a computer's polkit around them.
@Suite(.enabled(if: geteuid() == 0, "only root can be someone else")) struct RefusedUserTests {
    /// What a computer has of polkit.
    enum Polkit: String, CaseIterable {
        case absent, stopped, running
    }

    /// Runs the preflight as a user, in a namespace whose polkit is as wanted.
    private func preflight(
        _ socket: String, user: UInt32, polkit: Polkit, _ check: String
    ) async throws -> (check: JSONValue, document: JSONValue) {
        let janitor = try Janitor()
        let script = """
            set -e
            chmod 711 "$D"; chmod 777 "$SOCKET"; chmod 711 "$(dirname "$SOCKET")"; mkdir -m 755 "$D/bin"; cp "$RA" "$D/bin/ra"
            mount -t tmpfs tmpfs /usr/share
            if [ \(polkit.rawValue) != absent ]; then
                mkdir -p /usr/share/polkit-1/actions
                touch /usr/share/polkit-1/actions/org.debian.pcsc-lite.policy
            fi
            if [ \(polkit.rawValue) = running ]; then
                cp /bin/sleep "$D/bin/polkitd"; "$D/bin/polkitd" 60 & daemon=$!
                trap 'kill $daemon' EXIT
            fi
            PCSCLITE_CSOCK_NAME=$SOCKET setpriv --reuid=\(user) --regid=\(user) --clear-groups \
                "$D/bin/ra" preflight --only service.reachable,\(check) --json
            """
        let outcome = try await RaProcess.run(
            // With processes of its own too, so that no other test's polkit runs there.
            program: "/usr/bin/unshare", ["-m", "-p", "-f", "--mount-proc", "sh", "-c", script],
            environment: [
                "D": janitor.folder, "RA": RaProcess.path, "SOCKET": socket, "PATH": "/usr/bin:/bin:/usr/sbin",
            ])
        let document = try outcome.document()
        let found = document["checks"]?.array?.first { $0["id"] == .string(check) }
        return (try #require(found, "\(outcome.standardError)"), document)
    }

    private func commands(_ check: JSONValue) -> [String] {
        (check["remedies"]?.array ?? []).flatMap { $0["commands"]?.array?.compactMap(\.string) ?? [] }
    }

    private static let users: [(UInt32, Polkit, String)] = [
        (65534, .running, "polkitRefuses"), (0, .running, "rootRefused"), (65534, .stopped, "polkitNotRunning"),
        (0, .stopped, "polkitNotRunning"), (65534, .absent, "noPolkit"),
    ]

    // found: W1
    @Test(arguments: users)
    func `a user refused at the beginning is told why, and what to do about that`(
        user: UInt32, polkit: Polkit, cause: String
    ) async throws {
        let server = try ScriptedServer(.refuses)
        let (check, document) = try await preflight(
            server.socketPath, user: user, polkit: polkit, "service.reachable")
        withExtendedLifetime(server) {}
        #expect(check["status"] == "fail")
        #expect(check["evidence"]?["condition"] == "refused", "\(check)")
        #expect(check["evidence"]?["cause"] == .string(cause))
        #expect(check["evidence"]?["polkitAction"] == "org.debian.pcsc-lite.access_pcsc")
        #expect(document["ready"]?["unlock"] == false)
        checkRemedies(check, cause)
    }

    // found: W2
    @Test(arguments: users)
    func `a user who may see readers and is refused at the card isn't ready, and is told why`(
        user: UInt32, polkit: Polkit, cause: String
    ) async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([VirtualCard(atr: SampleATR.piv, responder: BlankCard())])
            let proxy = try CardRefusingProxy(before: service.socketPath)
            let (check, document) = try await preflight(proxy.socketPath, user: user, polkit: polkit, "cards.connect")
            withExtendedLifetime((slots, proxy)) {}
            let reachable = document["checks"]?.array?.first { $0["id"] == "service.reachable" }
            #expect(reachable?["status"] == "pass", "the service itself answers: \(reachable ?? .null)")
            #expect(check["status"] == "fail", "\(check)")
            #expect(check["summary"]?.string?.hasPrefix("This user may see readers but not connect to a card") == true)
            #expect(check["evidence"]?["cause"] == .string(cause))
            #expect(check["evidence"]?["polkitAction"] == "org.debian.pcsc-lite.access_card")
            for job in ["unlock", "renew", "self-service"] {
                #expect(document["ready"]?[job] == false)
                #expect(document["blockers"]?[job]?.array?.contains("cards.connect") == true)
            }
            checkRemedies(check, cause)
        }
    }

    private func checkRemedies(_ check: JSONValue, _ cause: String) {
        let all = "\(check["remedies"] ?? .null)"
        switch cause {
        case "polkitRefuses": #expect(all.contains("access_pcsc and access_card"), "\(all)")
        case "polkitNotRunning":
            #expect(commands(check).contains("apt-get install polkitd"))
            #expect(!all.contains("adduser") && !all.contains("at the computer itself"), "\(all)")
        default:
            #expect(commands(check).contains { $0.hasPrefix("journalctl -u pcscd") })
            #expect(!all.contains("adduser") && !all.contains("at the computer itself"), "\(all)")
        }
    }
}
