import AuditLog
import Testing

@testable import CollectorClient

/// What the desk asks next, as pure values: each answer, in each place.
@Suite struct PushPlanTests {
    private let key = SigningKey(name: "collector.example/w1", algorithm: .cosignature)
    private let log = SigningKey(name: "ra-workstation/DESK-4/00000000")

    private func cosigned(_ size: Int64) throws -> PushAnswer {
        .cosigned(try log.checkpoint(size: size, root: .emptyTree))
    }

    private func plan(held: Int64, cosigned: Int64 = 0, size: Int64) -> PushPlan {
        PushPlan(record: PushRecord(size: held, cosigned: cosigned), size: size)
    }

    @Test func `a size that the desk just sent, named back, is a fork`() {
        var plan = plan(held: 5, size: 9)
        #expect(plan.take(.holds(5), to: 9, size: 9) == .end(.fork(.sameSize, held: 5)))
    }

    @Test func `a size beyond the log is a fork, and one that the log has reached meanwhile is not`() {
        var plan = plan(held: 5, size: 9)
        #expect(plan.take(.holds(12), to: 9, size: 11) == .end(.fork(.beyondLog, held: 12)))
        plan = self.plan(held: 5, size: 9)
        #expect(plan.take(.holds(11), to: 9, size: 11) == .send)
        #expect(plan.old == 11 && plan.target == 11)
    }

    @Test func `another history is a fork wherever it is said`() {
        var plan = plan(held: 0, size: 9)
        #expect(plan.take(.fork, to: 9, size: 9) == .end(.fork(.refused, held: nil)))
        plan = self.plan(held: 3, size: 9)
        #expect(plan.take(.holds(4), to: 9, size: 9) == .send)
        #expect(plan.take(.fork, to: 9, size: 9) == .end(.fork(.refused, held: nil)))
    }

    @Test
    func `another size is followed once; after it the same is a fork, and a third is neither followed nor a fork`() {
        var plan = plan(held: 3, size: 9)
        #expect(plan.take(.holds(7), to: 9, size: 9) == .send)
        #expect(plan.old == 7)
        var other = plan
        #expect(other.take(.holds(7), to: 9, size: 9) == .end(.fork(.sameSize, held: 7)))
        other = plan
        #expect(other.take(.holds(8), to: 9, size: 9) == .end(.moving(held: 8)))
        other = plan
        #expect(other.take(.holds(10), to: 9, size: 9) == .end(.fork(.beyondLog, held: 10)))
    }

    @Test func `a collector that answers one size after the other is asked twice, however far it got`() throws {
        var plan = plan(held: 0, size: 30)
        #expect(plan.take(.holds(10), to: 10, size: 30) == .send)
        #expect(plan.take(try cosigned(20), to: 20, size: 30) == .send)
        #expect(plan.take(.holds(0), to: 30, size: 30) == .end(.moving(held: 0)))
    }

    @Test func `less than was cosigned is recorded, and sent again; less than was taken alone is sent again`() throws {
        var plan = plan(held: 8, cosigned: 8, size: 9)
        #expect(plan.take(.holds(2), to: 9, size: 9) == .recordRollback(cosigned: 8, held: 2))
        #expect(plan.old == 2)
        #expect(plan.take(.taken, to: 8, size: 10) == .send)
        #expect(plan.take(try cosigned(9), to: 9, size: 10) == .end(.cosigned))
        plan = self.plan(held: 8, cosigned: 2, size: 9)
        #expect(plan.take(.holds(2), to: 9, size: 9) == .send)
    }

    @Test func `what was cosigned in this very push counts too`() throws {
        var plan = plan(held: 0, size: 9)
        #expect(plan.take(try cosigned(6), to: 6, size: 9) == .send)
        #expect(plan.take(.holds(1), to: 9, size: 9) == .recordRollback(cosigned: 6, held: 1))
    }

    @Test func `a refusal and silence end it, and change nothing of what is known`() {
        var plan = plan(held: 5, size: 9)
        #expect(plan.take(.refused("No."), to: 9, size: 9) == .end(.refused("No.")))
        #expect(plan.take(.away("Away."), to: 9, size: 9) == .end(.unreachable("Away.")))
        #expect(plan.old == 5)
    }

    @Test func `taken to the end is an end that is good`() {
        var plan = plan(held: 5, size: 9)
        #expect(plan.take(.taken, to: 9, size: 9) == .end(.taken))
    }

    @Test func `a log that was cut asks from its own end`() {
        #expect(plan(held: 12, size: 9).old == 9)
    }

    // MARK: Answers

    private func answer(_ status: Int, _ body: String = "") throws -> PushAnswer {
        let checkpoint = try log.checkpoint(size: 3, root: .emptyTree)
        return PushAnswer(HTTPReply(status, body: Array(body.utf8)), to: checkpoint, key: key.verifierKey)
    }

    private func isRefused(_ answer: PushAnswer) -> Bool { if case .refused = answer { true } else { false } }
    private func isAway(_ answer: PushAnswer) -> Bool { if case .away = answer { true } else { false } }

    @Test func `a cosignature counts only by the key in the settings, and of this checkpoint`() throws {
        let checkpoint = try log.checkpoint(size: 3, root: .emptyTree)
        let text = checkpoint.signedNote.text
        let good = try key.cosign(text, seconds: 1_795_000_000).line
        let stranger = SigningKey(name: "collector.example/w1", algorithm: .cosignature)
        let strange = try stranger.cosign(text, seconds: 1_795_000_000).line
        let other = try key.cosign(text + "more\n", seconds: 1_795_000_000).line
        #expect(try answer(200, good) == .cosigned(try #require(checkpoint.adding(good))))
        #expect(try answer(200, strange + good) == .cosigned(try #require(checkpoint.adding(strange + good))))
        for body in ["", strange, other, good + other, "OK\n", String(good.dropLast()), text + "\n" + good] {
            #expect(try isRefused(answer(200, body)), "\(body)")
        }
    }

    @Test func `a size is a number and a line feed, and nothing else`() throws {
        #expect(try answer(409, "7\n") == .holds(7) && answer(409, "0\n") == .holds(0))
        for body in ["", "7", "07\n", "+7\n", "-7\n", "7\n\n", " 7\n", "7 \n", "9223372036854775808\n", "seven\n"] {
            #expect(try isRefused(answer(409, body)), "\(body)")
        }
    }

    @Test(arguments: [301, 302, 204, 400, 403, 404, 405, 413, 415, 100])
    func `every other status is a refusal`(status: Int) throws {
        #expect(try isRefused(answer(status)))
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func `a server in trouble, or on a slow line, is asked again later`(status: Int) throws {
        #expect(try isAway(answer(status)))
    }

    @Test func `what a refusal says is shown only where it is one plain line`() throws {
        #expect(
            try answer(403, "This log is retired.\n")
                == .refused(
                    "It refuses what was sent (status 403). It says: This log is retired."))
        #expect(try answer(403, "\u{1B}[2J\n") == .refused("It refuses what was sent (status 403)."))
        #expect(
            try answer(403, String(repeating: "x", count: 300)) == .refused("It refuses what was sent (status 403)."))
    }
}
