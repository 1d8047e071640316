import AuditLog
import Collector
import Foundation
import TestSupport
import Testing

/// Histories that part, each seen at the next contact, with evidence that a verifier written from its description alone
/// accepts.
@Suite struct ForkTests {
    let collector: TestCollector
    var desk = TestDesk()

    init() throws {
        collector = try TestCollector()
        try collector.enrol(desk)
        desk.add(200)
        #expect(try collector.push(desk.entries(old: 0, to: 120), desk).status == 200)
        #expect(try collector.push(desk.entries(old: 120), desk).status == 200)
    }

    /// Pushes what has parted from the desk's history, and the desk's own next events after it.
    private func expectFork(_ body: [UInt8], evidence: Int = 1) throws {
        #expect(try collector.push(body, desk).status == 422)
        let forks = try collector.forks(desk)
        #expect(forks.count == evidence)
        for fork in forks { #expect(try EvidenceVerifier.accepts(fork, desk.key.verifierKey)) }
        var onwards = desk
        onwards.add(5)
        #expect(try collector.push(onwards.entries(old: 200), desk).status == 200)
    }

    @Test(arguments: [1, 2, 64, 119, 120, 121, 199, 200] as [Int64])
    func `a rewound log that goes on otherwise is a fork`(_ size: Int64) throws {
        var clone = desk
        clone.cut(to: size - 1)
        clone.add(1, note: "clone")
        try expectFork(clone.entries(old: 0))
    }

    /// It says that it stands where we do, and what it grew to is its own.
    @Test(arguments: [1, 40, 120, 199, 200])
    func `a changed event is a fork`(_ seq: Int) throws {
        var changed = desk
        changed.replace(seq - 1, with: desk.event(seq, note: "changed"))
        changed.add(30)
        try expectFork(changed.entries(old: 200))
    }

    @Test func `a dropped and a swapped event are forks`() throws {
        var dropped = desk
        dropped.cut(to: 150)
        dropped.add(50, note: "after")
        #expect(try collector.push(dropped.entries(old: 200), desk).status == 422)
        var swapped = desk
        swapped.replace(10, with: desk.events[11])
        swapped.replace(11, with: desk.events[10])
        try expectFork(swapped.entries(old: 200), evidence: 2)
    }

    @Test func `a history that the witness has seen otherwise is a fork`() throws {
        var witnessed = desk
        witnessed.add(50, note: "witnessed")
        #expect(try collector.witness(witnessed.witnessRequest(old: 200)).status == 200)
        var other = desk
        other.add(60, note: "other")
        #expect(try collector.push(other.entries(old: 200), desk).status == 422)
        let fork = try #require(try collector.forks(desk).first)
        #expect(try EvidenceVerifier.accepts(fork, desk.key.verifierKey))
        #expect(try collector.push(witnessed.entries(old: 200), desk).status == 200)
    }

    @Test func `two roots of one size at the witness are a fork`() throws {
        var other = desk
        other.replace(199, with: desk.event(200, note: "other"))
        #expect(try collector.witness(other.witnessRequest(old: 200)).status == 422)
        let fork = try #require(try collector.forks(desk).first)
        #expect(try EvidenceVerifier.accepts(fork, desk.key.verifierKey))
    }

    @Test func `an added event before the end is a fork`() throws {
        var added = desk
        added.cut(to: 150)
        added.add(1, note: "added")
        for seq in 151...200 { added.append(desk.event(seq + 1)) }
        try expectFork(added.entries(old: 200))
    }

    /// The cosigned checkpoint again, and an older one: what a replay brings back is no fork, and changes nothing.
    @Test func `a replayed checkpoint changes nothing`() throws {
        let first = try desk.entries(old: 0, to: 120)
        #expect(try collector.push(first, desk).status == 200)
        #expect(try collector.witness(desk.witnessRequest(old: 0, to: 120)).body == "200\n")
        #expect(try collector.witness(desk.witnessRequest(old: 120, to: 120)).body == "200\n")
        #expect(try collector.held(desk) == 200 && collector.forks(desk).isEmpty)
    }

    /// A desk that lost its end is told a size above its own: that is how it sees it.
    @Test func `a truncated tail is told the size held`() throws {
        var truncated = desk
        truncated.cut(to: 150)
        let answer = try collector.push(truncated.entries(old: 150), desk)
        #expect(answer.status == 409 && answer.body == "200\n")
        truncated.add(1, note: "after")
        try expectFork(truncated.entries(old: 150))
    }

    /// Somebody else's key over the desk's own history isn't the desk.
    @Test func `of two keys of one name the enrolled one counts`() throws {
        var other = desk
        other.key = SigningKey(name: desk.origin)
        other.add(3)
        #expect(try collector.push(other.entries(old: 200), desk).status == 403)
        #expect(try collector.witness(other.witnessRequest(old: 200)).status == 403)
        #expect(try collector.forks(desk).isEmpty)
    }

    @Test func `the same fork is on record once`() throws {
        var clone = desk
        clone.cut(to: 100)
        clone.add(1, note: "clone")
        let body = try clone.entries(old: 0)
        for _ in 0..<3 { #expect(try collector.push(body, desk).status == 422) }
        #expect(try collector.forks(desk).count == 1)
    }

    /// Every pair of sizes up to 40: the hashes differ in number and kind with each.
    @Test func `evidence of every size is accepted`() throws {
        for size: Int64 in 1...40 {
            var honest = TestDesk()
            try collector.enrol(honest)
            honest.add(40)
            #expect(try collector.push(honest.entries(old: 0), honest).status == 200)
            var clone = honest
            clone.cut(to: size - 1)
            clone.add(1, note: "clone")
            #expect(try collector.push(clone.entries(old: 0), clone).status == 422)
            let fork = try #require(try collector.forks(honest).first)
            #expect(try EvidenceVerifier.accepts(fork, honest.key.verifierKey), "size \(size)")
        }
    }

    @Test func `evidence that is none is refused`() throws {
        var clone = desk
        clone.cut(to: 99)
        clone.add(1, note: "clone")
        #expect(try collector.push(clone.entries(old: 0), desk).status == 422)
        let fork = try #require(try collector.forks(desk).first)
        let key = desk.key.verifierKey
        #expect(try !EvidenceVerifier.accepts(fork, SigningKey(name: desk.origin).verifierKey))
        #expect(try !EvidenceVerifier.accepts(fork.replacing("\n100\n", with: "\n101\n"), key))
        // Two honest checkpoints, with the hashes of the honest proof.
        let honest =
            try ["ra-evidence/v1", key.text] + ([desk.root(64)] + desk.proof(64, 200)).map(\.base64)
            + ["", desk.checkpoint(64).note, desk.checkpoint().note]
        #expect(try !EvidenceVerifier.accepts(honest.joined(separator: "\n"), key))
        let same = try ["ra-evidence/v1", key.text, "", desk.checkpoint().note, desk.checkpoint().note]
        #expect(try !EvidenceVerifier.accepts(same.joined(separator: "\n"), key))
    }

    /// An empty line in the text would end the checkpoint where the evidence is read.
    @Test func `a checkpoint with an empty line among its extensions is malformed`() throws {
        var onwards = desk
        onwards.add(10)
        for extensions in ["\n", "\nx\n", "x\n\ny\n", "x\n\n"] {
            let text = try "\(onwards.origin)\n210\n\(onwards.root(210).base64)\n\(extensions)"
            let note = SignedNote(text: text, signatures: [try onwards.key.sign(text)]).note
            #expect(Checkpoint(parsing: note) == nil)
            #expect(try collector.push(onwards.entries(old: 200, note: note), desk).status == 400)
            #expect(try collector.witness(onwards.witnessRequest(old: 200, note: note)).status == 400)
            let unsigned = text + "\n"
            #expect(try collector.push(onwards.entries(old: 200, note: unsigned), desk).status == 400)
        }
        let text = try "\(onwards.origin)\n210\n\(onwards.root(210).base64)\nx\ny\n"
        let note = SignedNote(text: text, signatures: [try onwards.key.sign(text)]).note
        #expect(try collector.push(onwards.entries(old: 200, note: note), desk).status == 200)
        var other = desk
        other.add(10, note: "other")
        #expect(try collector.push(other.entries(old: 200), desk).status == 422)
        let fork = try #require(try collector.forks(desk).first)
        #expect(try EvidenceVerifier.accepts(fork, desk.key.verifierKey))
    }
}
