import Foundation
import JSON
import PCSC
import Preflight
import Testing
import WorkstationSettings

/// On loopback only: no test leaves this computer.
@Suite struct NetworkTests {
    private func host(
        _ name: String = "127.0.0.1", port: UInt16, usesTLS: Bool = false, network: NetworkHost.Network = .internet
    ) -> NetworkHost {
        NetworkHost(
            id: "test", name: name, port: port, usesTLS: usesTLS, purpose: "testing", network: network,
            blocks: [.unlock])
    }

    @Test func `a listener is reached`() throws {
        let listener = try Listener()
        #expect(HostProbe(host(port: listener.port)).look() == .reached(address: "127.0.0.1"))
    }

    @Test func `a port that nobody listens on is told with the reason`() throws {
        let listener = try Listener()
        listener.close()
        #expect(
            HostProbe(host(port: listener.port)).look()
                == .noConnection(address: "127.0.0.1", "Connection refused"))
    }

    @Test func `a name that doesn't exist is told apart`() {
        // RFC 6761 §6.4 reserves "invalid".
        guard case .nameUnknown = HostProbe(host("ra.invalid", port: 443), seconds: 2).look() else {
            Issue.record("the name has an address")
            return
        }
    }

    @Test func `a server that says nothing is given its time and no more`() throws {
        let listener = try Listener()
        let start = ContinuousClock.now
        let reach = HostProbe(host(port: listener.port, usesTLS: true), seconds: 1).look()
        #expect(reach == .tlsFailed(address: "127.0.0.1", "no answer within 1 seconds"))
        #expect(ContinuousClock.now - start < .seconds(8))
    }

    @Test func `a certificate that this computer doesn't trust fails, and one that it trusts passes`() async {
        await #expect(processExitsWith: .success) {
            let server = try TLSServer()
            let host = NetworkHost(id: "test", name: "localhost", port: server.port, purpose: "", network: .internet)
            func look() -> HostReach { HostProbe(host).look() }
            let deadline = ContinuousClock.now + .seconds(10)
            while case .noConnection = look(), ContinuousClock.now < deadline { usleep(20_000) }
            guard case .tlsFailed(_, let reason) = look() else { throw TestFailure() }
            #expect(reason.contains("self"), "\(reason)")
            setenv("SSL_CERT_FILE", server.certificate, 1)
            #expect(look() == .reached(address: "127.0.0.1"))
            withExtendedLifetime(server) {}
        }
    }

    private struct TestFailure: Error {}

    @Test func `each outcome says what the host is for and where it is`() {
        let reaches: [HostReach] = [
            .reached(address: "192.0.2.1"), .nameUnknown("no"), .noConnection(address: "192.0.2.1", "no"),
            .tlsFailed(address: "192.0.2.1", "no"), .tlsNotTried(address: "192.0.2.1"),
        ]
        for network in [NetworkHost.Network.internet, .hscn, .local] {
            for reach in reaches {
                let finding = host(port: 443, network: network).finding(reach, cim: .sameComputer)
                #expect(finding.summary.contains("needed for testing"))
                #expect(finding.evidence["network"] == .string(network.rawValue))
                #expect(finding.remedies.isEmpty == (finding.status == .pass))
            }
        }
    }

    @Test func `only a host on the internet stops a job, and none does where CIM is elsewhere`() {
        let reach = HostReach.nameUnknown("no")
        #expect(host(port: 443).finding(reach, cim: .sameComputer).blocks == [.unlock])
        #expect(host(port: 443).finding(reach, cim: .otherComputer).blocks == [])
        #expect(host(port: 443, network: .hscn).finding(reach, cim: .sameComputer).blocks == [])
    }

    @Test func `the hosts are not looked at unless they are asked for`() {
        #expect(!Preflight.all.checks.contains { $0.id.hasPrefix("network.") })
        #expect(Preflight.withNetwork.checks.count == Preflight.all.checks.count + NetworkHost.all.count)
    }
}
