import Foundation
import Instants
import JSON
import PCSCTesting
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
            cim: same-computer
            readers: {operator: {serial: RA0001}, holder: {serial: RA0002}}
            verify: {seconds: 10}
            """

        private static let answers = """
            cim.loggedIn: yes
            holder:
              reach: here
              confirmed: yes
              passcodeKnown: no
              email: none
              mobileOnProfile: no
              emailOwnedByESR: yes
              present: yes
              employer: this-organisation
            card.series: 9
            step.1: done
            step.5: done
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
            try await bench.line(in: "/tmp/desk/said", containing: "Insert your own card")
            bench.readers[0].slot.insert(own)
            try await bench.line(in: "/tmp/desk/said", containing: "Insert the holder's card")
            let commandsBeforeLogin = own.exchanges.count
            bench.readers[1].slot.insert(holder)
            try await bench.line(in: "/tmp/desk/said", containing: "Your turn.")
            holder.modify(PIVCard.self) { $0.unlock() }
            try await bench.line(in: "/tmp/desk/status", containing: "0")
            let said = try await bench.shell.lines(of: "/tmp/desk/said")
            #expect(said.contains { $0.contains("UNLOCKED. Card 000123456789, checked on the card.") })
            #expect(own.exchanges.count == commandsBeforeLogin, "the operator's card was read after the log-in")
            #expect(try await bench.shell("ra audit verify --audit-log /tmp/desk/audit.sqlite").status == 0)
        }

        /// Answers that a program gives, by the question's key; a step is done.
        private static let said: [String: JSONValue] = [
            "holder.reach": "here", "cim.loggedIn": true, "holder.confirmed": true, "decision.follow": true,
            "card.series": 9, "holder.passcodeKnown": false,
            "holder.email": "none", "holder.mobileOnProfile": false, "holder.emailOwnedByESR": true,
            "holder.present": true, "holder.employer": "this-organisation",
        ]

        @Test func `the holder's reader, unplugged in the middle, is waited for, and the session goes on`() async throws
        {
            let (own, holder) = (try card("000000000100", triesLeft: 3), try card("000123456789", triesLeft: 0))
            try await bench.insert(own, nil)
            try await bench.shell("rm -rf /tmp/desk; mkdir -m 700 /tmp/desk; mkfifo /tmp/desk/answers")
            try await write(Self.configuration, to: "/tmp/desk/config.yaml")
            try await bench.shell(
                """
                cd /tmp/desk; sleep 300 > answers & (cd /tmp/desk; ra unlock --config config.yaml \
                --audit-log audit.sqlite --answers - --json < answers > said 2> errors; echo $? > status) \
                > /dev/null 2>&1 &
                """)
            var answered = try await answer(until: "cim.loggedIn", after: 0)
            try await tell("cim.loggedIn")
            bench.readers[1].slot.insert(holder)
            answered = try await answer(until: "step.1", after: answered + 1)

            try await bench.unplug(bench.readers[1])
            try await bench.line(in: "/tmp/desk/said", containing: "\\\"readerLost\\\"")
            try await bench.plugIn(bench.readers[1])
            try await bench.line(in: "/tmp/desk/said", containing: "\\\"restored\\\"")
            holder.modify(PIVCard.self) { $0.unlock() }
            // The question was withdrawn, and comes again.
            _ = try await answer(until: nil, after: answered + 1)
            // It waits for both cards.
            try await bench.insert(nil, nil)

            try await bench.line(in: "/tmp/desk/status", containing: "0")
            let end = try #require(try await objects().first { $0["type"] == "end" })
            #expect(end["outcome"] == "verified")
            try await bench.shell("killall sleep")
        }

        private func objects() async throws -> [JSONValue] {
            try await bench.shell.lines(of: "/tmp/desk/said").map { try JSONValue(parsing: Data($0.utf8)) }
        }

        private func tell(_ key: String) async throws {
            let value: JSONValue = key.hasPrefix("step.") ? "done" : Self.said[key] ?? .null
            let answer: JSONValue = ["key": .string(key), "value": value]
            try await bench.shell("echo '\(try answer.line())' > /tmp/desk/answers")
        }

        /// Answers each question up to one, which is left standing; nil: up to the session's end.
        ///
        /// - Parameter answered: how many questions were answered or withdrawn before.
        /// - Returns: how many are now.
        private func answer(until last: String?, after answered: Int) async throws -> Int {
            var answered = answered
            let limit = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < limit {
                let objects = try await objects()
                let asked = objects.filter { $0["type"] == "ask" }.compactMap { $0["key"]?.string }
                if objects.contains(where: { $0["type"] == "end" }) { return asked.count }
                if asked.count > answered, let key = asked.last {
                    if key == last { return asked.count - 1 }
                    answered = asked.count
                    try await tell(key)
                } else {
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            throw TestSupportFailure("the session came neither to \(last ?? "an end") nor to another question")
        }
    }
}
