import Foundation
import Instants
import JSON
import TestSupport
import Testing
import VirtualCards

extension OverUSB {
    /// A guided session at two USB readers that the configuration knows by their serial numbers.
    @Suite struct SessionTests {
        private let bench: USBBench

        init() throws {
            bench = try USBBench.current
        }

        private static let configuration = """
            workstation: USB-01
            site: osprey
            designated: true
            operator: {role: shift-manager, cimRole: raa}
            readers: {operator: {serial: RA0001}, holder: {serial: RA0002}}
            verify: {seconds: 10}
            """

        private static let answers = """
            cim.loggedIn: yes
            holder:
              confirmed: yes
              passcodeKnown: no
              email: none
              mobileOnProfile: no
              emailOwnedByESR: yes
              present: yes
              employer: this-organisation
            card.series: 9
            step.1: done
            step.2: done
            step.3: done
            step.4: done
            step.5: done
            step.6: done
            step.7: done
            """

        private func card(_ uuid: String, triesLeft: Int) throws -> VirtualCard {
            let now = UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
            let card = try PIVCard.nhs(
                uuid: uuid, notBefore: now.adding(seconds: -100 * UTCInstant.secondsPerDay),
                notAfter: now.adding(seconds: 400 * UTCInstant.secondsPerDay), triesLeft: triesLeft)
            return VirtualCard(atr: USBBench.atr, responder: card)
        }

        private func write(_ text: String, to path: String) async throws {
            try await bench.shell("echo \(Data(text.utf8).base64EncodedString()) | base64 -d > \(path)")
        }

        @Test func `an unlock is led by a file of answers, verified on the card and kept in the log`() async throws {
            let (own, holder) = (try card("000000000100", triesLeft: 3), try card("000123456789", triesLeft: 0))
            try await bench.insert(nil, nil)
            try await bench.shell("rm -rf /tmp/desk; mkdir -m 700 /tmp/desk")
            try await write(Self.configuration, to: "/tmp/desk/config.yaml")
            try await write(Self.answers, to: "/tmp/desk/answers.yaml")
            try await bench.shell(
                """
                cd /tmp/desk; (ra unlock --config config.yaml --audit-log audit.sqlite --answers answers.yaml \
                > said 2>&1; echo $? > status) > /dev/null 2>&1 &
                """)
            try await bench.line(in: "/tmp/desk/said", containing: "Put your own card")
            bench.readers[0].slot.insert(own)
            try await bench.line(in: "/tmp/desk/said", containing: "Put the holder's card")
            let commandsBeforeLogin = own.exchanges.count
            bench.readers[1].slot.insert(holder)
            try await bench.line(in: "/tmp/desk/said", containing: "Step 1")
            holder.modify(PIVCard.self) { $0.unlock() }
            try await bench.line(in: "/tmp/desk/status", containing: "0")
            let said = try await bench.shell.lines(of: "/tmp/desk/said")
            #expect(said.contains { $0.contains("Outcome: verified") })
            #expect(own.exchanges.count == commandsBeforeLogin, "the operator's card was read after the log-in")
            #expect(try await bench.shell("ra audit verify --audit-log /tmp/desk/audit.sqlite").status == 0)
        }
    }
}
