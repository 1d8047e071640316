import Foundation
import JSON
import TestSupport
import Testing

/// A card service that starts on demand: systemd listens, and starts pcscd when a program calls.
@Suite struct ServiceStartTests {
    /// What the preflight says of a socket at which a process of that name listens, in a namespace without a pcscd.
    private func condition(ofListenerNamed name: String) async throws -> JSONValue {
        let namespace = try #require(Namespace.usual)
        let janitor = try Janitor()
        let listener = """
            import socket, sys, time
            open('/proc/self/comm', 'w').write(sys.argv[1])
            s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[2]); s.listen(8); print(flush=True); time.sleep(60)
            """
        // The first line says that it listens. The namespace's end ends it.
        let script = """
            mkfifo "$D/ready"; python3 -c "$LISTENER" \(name) "$D/pcscd.comm" >"$D/ready" &
            read -r line <"$D/ready"
            PCSCLITE_CSOCK_NAME=$D/pcscd.comm "$RA" preflight --only service.reachable --json
            kill $!
            """
        let outcome = try await RaProcess.run(
            program: "/usr/bin/unshare", [namespace, "-p", "-f", "--mount-proc", "sh", "-c", script],
            environment: [
                "D": janitor.folder, "RA": RaProcess.path, "LISTENER": listener, "PATH": "/usr/bin:/bin:/usr/sbin",
            ])
        let check = try outcome.document()["checks"]?.array?.first
        return try #require(check, "\(outcome.standardError)")
    }

    @Test func `a service that systemd should start, and doesn't, is told from one that hangs`() async throws {
        let waiting = try await condition(ofListenerNamed: "systemd")
        #expect(waiting["status"] == "fail")
        #expect(waiting["evidence"]?["condition"] == "notStarted")
        #expect(waiting["evidence"]?["start"] == "notStarted")
        #expect("\(waiting["remedies"] ?? .null)".contains("systemctl status pcscd.socket pcscd"))
        let hanging = try await condition(ofListenerNamed: "pcscd")
        #expect(hanging["evidence"]?["condition"] == "hung")
        #expect(hanging["evidence"]?["start"] == "itself")
    }
}
