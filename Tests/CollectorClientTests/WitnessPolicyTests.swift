import AuditLog
import Testing

@testable import CollectorClient

/// C2SP tlog-policy: what is taken, what is refused and where, and when a quorum is met.
@Suite struct WitnessPolicyTests {
    private let keys = (1...4).map { SigningKey(name: "w\($0).example", algorithm: .cosignature).verifierKey.text }
    private let log = SigningKey(name: "ra-workstation/DESK-4/00000000").verifierKey.text

    private func policy(_ text: String) throws -> WitnessPolicy { try WitnessPolicy(parsing: Array(text.utf8)) }

    private func line(_ text: String) -> Int? {
        do throws(PolicyMistake) {
            _ = try WitnessPolicy(parsing: Array(text.utf8))
            return -1
        } catch {
            return error.line ?? 0
        }
    }

    private var witnesses: String {
        "witness a \(keys[0]) http://127.0.0.1:1\nwitness b \(keys[1])\nwitness c\t\(keys[2])\n"
    }

    @Test func `what the specification doesn't allow is refused, with its line`() {
        #expect(line("") == 0, "no quorum")
        #expect(line("quorum none") == 0, "no newline at the end")
        #expect(line("quorum none\r\n") == 1)
        #expect(line("# \u{7F}\nquorum none\n") == 1)
        #expect(line("quorum none\nquorum none\n") == 2)
        #expect(line("quorum a\n" + witnesses) == 1, "defined after it")
        #expect(line("quorum none more\n") == 1)
        #expect(line("Quorum none\n") == 1)
        #expect(line(witnesses + "quorum d\n") == 4)
        #expect(line("witness a \(log)\nquorum none\n") == 1, "a log's key is no witness's")
        #expect(line("log \(keys[0])\nquorum none\n") == 1, "a witness's key is no log's")
        #expect(line("log \(log)\nlog \(log)\nquorum none\n") == 2)
        #expect(line("log \(log) https://a.example more\nquorum none\n") == 1)
        #expect(line("witness none \(keys[0])\nquorum none\n") == 1)
        #expect(line("witness a \(keys[0])\nwitness b \(keys[0])\nquorum a\n") == 2, "one key twice")
        #expect(line("witness a \(keys[0])\nwitness a \(keys[1])\nquorum a\n") == 2, "one name twice")
        #expect(line("witness a \(keys[0].dropLast())\nquorum a\n") == 1)
        #expect(line(witnesses + "group g any\nquorum g\n") == 4)
        #expect(line(witnesses + "group g 0 a b\nquorum g\n") == 4)
        #expect(line(witnesses + "group g 3 a b\nquorum g\n") == 4)
        #expect(line(witnesses + "group g +1 a b\nquorum g\n") == 4)
        #expect(line(witnesses + "group g 1 a a\nquorum g\n") == 4)
        #expect(line(witnesses + "group g any a none\nquorum g\n") == 4)
        #expect(line(witnesses + "group g any g\nquorum g\n") == 4)
        #expect(line(witnesses + "group g any a\ngroup h all a b\nquorum h\n") == 5, "in two groups")
        #expect(line(witnesses + "group a any b\nquorum a\n") == 4, "a name that is taken")
        #expect(line("\u{FEFF}quorum none\n") == 1)
    }

    @Test func `comments, tabs, empty lines and bytes that are no UTF-8 are taken`() throws {
        let bytes =
            Array("\n  # \u{1F4DD}\n\t \nwitness ".utf8) + [0xFF, 0x4B] + Array(" \(keys[0])  \n quorum ".utf8)
            + [0xFF, 0x4B, 0x0A]
        let policy = try WitnessPolicy(parsing: bytes)
        #expect(policy.witnesses.map(\.name) == [[0xFF, 0x4B]])
        #expect(!policy.isMet(by: []) && policy.isMet(by: [[0xFF, 0x4B]]))
    }

    @Test func `a quorum of groups in groups is met as it says`() throws {
        let rules = try policy(
            witnesses + "witness d \(keys[3])\ngroup x 2 a b c\ngroup y all x d\nquorum y\n")
        func isMet(_ names: String) -> Bool { rules.isMet(by: Set(names.map { Array(String($0).utf8) })) }
        #expect(!isMet("") && !isMet("abc") && !isMet("ad") && isMet("abd") && isMet("abcd"))
        let none = try policy(witnesses + "quorum none\n")
        #expect(none.isMet(by: []))
        let any = try policy(witnesses + "group x any a b\nquorum x\n")
        #expect(any.isMet(by: [Array("b".utf8)]) && !any.isMet(by: [Array("c".utf8)]))
    }

    @Test func `a policy that names logs concerns no other`() throws {
        let key = SigningKey(name: "ra-workstation/DESK-4/00000000")
        let checkpoint = try key.checkpoint(size: 1, root: .emptyTree)
        #expect(try policy("quorum none\n").concerns(checkpoint))
        #expect(try policy("log \(key.verifierKey.text)\nquorum none\n").concerns(checkpoint))
        #expect(try !policy("log \(log)\nquorum none\n").concerns(checkpoint))
    }

    @Test func `a key of an algorithm that can't be checked here is known, and never asked`() throws {
        let text = try #require(TestKeys.mlDSA(name: "ml.example"))
        let rules = try policy("witness m \(text) https://ml.example\nquorum m\n")
        #expect(rules.witnesses[0].key == nil && !rules.isMet(by: []))
    }
}
