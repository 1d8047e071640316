import AuditLog
import Collector
import Foundation
import TestSupport
import Testing

/// Honest desks are never accused, and no evidence is made without the desk's key.
@Suite struct HonestyTests {
    private static func rounds(_ name: String, otherwise: Int) -> Int {
        Int(ProcessInfo.processInfo.environment[name] ?? "") ?? otherwise
    }

    /// Lost answers, repeated and crossing requests, both doors. RA_PUSHES sets how many.
    @Test(.timeLimit(.minutes(30))) func `honest pushes raise no alarm`() async throws {
        try await onOwnThread { try Self.pushHonestly() }
    }

    private static func pushHonestly() throws {
        let collector = try TestCollector()
        var desks = (0..<8).map { _ in TestDesk() }
        for desk in desks { try collector.enrol(desk) }
        // What each desk believes is held, and was cosigned.
        var held = [Int64](repeating: 0, count: desks.count)
        var witnessed = held
        var sent: [[UInt8]?] = desks.map { _ in nil }
        for _ in 0..<rounds("RA_PUSHES", otherwise: 400) {
            let number = Int.random(in: desks.indices)
            if Int.random(in: 0..<3) > 0 { desks[number].add(Int.random(in: 1...5)) }
            let desk = desks[number]
            switch Int.random(in: 0..<10) {
            case 0:
                // One that was on its way for long.
                if let old = sent[number] { #expect(try [200, 202, 409].contains(collector.push(old, desk).status)) }
            case 1:
                let answer = try collector.witness(desk.witnessRequest(old: witnessed[number]))
                #expect([200, 409].contains(answer.status), "\(answer)")
                if answer.status == 200 { witnessed[number] = desk.size }
                if answer.status == 409 { witnessed[number] = try Int64(answer.body.dropLast()).orThrow() }
            default:
                let size = Int64.random(in: held[number]...desk.size)
                let body = try desk.entries(old: held[number], to: size)
                sent[number] = body
                let answer = try collector.push(body, desk)
                #expect([200, 202, 409].contains(answer.status), "\(answer)")
                // An answer may be lost on the way.
                guard Int.random(in: 0..<4) > 0 else { continue }
                if answer.status == 409 {
                    held[number] = try Int64(answer.body.dropLast()).orThrow()
                } else {
                    held[number] = size
                }
                // What is held may have been heard twice.
                held[number] = min(held[number], desk.size)
            }
        }
        for desk in desks {
            #expect(try collector.forks(desk).isEmpty)
            #expect(try EstateReader(collector.connection).verify(desk.origin).isSound)
        }
    }

    /// A file for the verifier from two honest checkpoints and whatever else. RA_FORGERIES sets how many.
    @Test(.timeLimit(.minutes(30))) func `no evidence is made without the key`() async throws {
        try await onOwnThread { try Self.forge() }
    }

    private static func forge() throws {
        let collector = try TestCollector()
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(70)
        var files: [String] = []
        for _ in 0..<rounds("RA_FORGERIES", otherwise: 200) {
            let first = Int64.random(in: 1...70)
            let second = Int64.random(in: first...70)
            var imposter = desk
            imposter.key = SigningKey(name: desk.origin)
            imposter.cut(to: first - 1)
            imposter.add(1, note: "x")
            var hashes = try desk.proof(first, second)
            if first & (first - 1) == 0 || Bool.random() { hashes.insert(try desk.root(first), at: 0) }
            switch Int.random(in: 0..<4) {
            case 0 where !hashes.isEmpty: hashes.remove(at: Int.random(in: hashes.indices))
            case 1: hashes.insert(try desk.root(Int64.random(in: 1...70)), at: Int.random(in: 0...hashes.count))
            case 2 where !hashes.isEmpty:
                hashes[Int.random(in: hashes.indices)] = try desk.root(Int64.random(in: 1...70))
            default: break
            }
            var smaller = try desk.checkpoint(first).note
            var larger = try desk.checkpoint(second).note
            switch Int.random(in: 0..<4) {
            case 0: smaller = try imposter.checkpoint(first).note
            case 1: larger = larger.replacing("\n\(second)\n", with: "\n\(second + 1)\n")
            case 2: swap(&smaller, &larger)
            default: break
            }
            let head = ["ra-evidence/v1", desk.key.verifierKey.text] + hashes.map(\.base64)
            files.append(head.joined(separator: "\n") + "\n\n" + smaller + "\n" + larger)
        }
        #expect(try EvidenceVerifier.accepted(of: files, desk.key.verifierKey) == 0)
    }
}
