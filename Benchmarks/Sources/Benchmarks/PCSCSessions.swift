import PCSC
import PCSCTesting
import VirtualCards

extension RowGroup {
    /// What a hop off the cooperative pool costs, and what two readers gain.
    static let pcscSessions = RowGroup(name: "pcsc-sessions") {
        let cards = [LongAnswer.card(), LongAnswer.card()]
        return try await Desk.run(cards: cards) { desk in
            var rows = [try await hop(desk), try await hundredAPDUs(desk)]
            desk.slots[0].insert(LongAnswer.card(latency: .milliseconds(2)))
            desk.slots[1].insert(LongAnswer.card(latency: .milliseconds(2)))
            rows.append(try await parallel(desk))
            return rows
        }
    }
}

private let command: [UInt8] = [0x00, 0xB0, 0x00, 0x00, 0x00]

private func hop(_ desk: Desk) async throws -> Row {
    let context = try Context()
    let (ours, theirs) = try await interleave(2_000) {
        _ = try await context.perform { context throws(PCSCError) in try context.readers() }
    } theirs: {
        _ = try context.readers()
    }
    let hop = ours.median - theirs.median
    return Row(
        name: "list readers, async against sync", ours: Row.time(ours.median), theirs: Row.time(theirs.median),
        ratio: ours.median / theirs.median, bound: "≤ + 20 µs", isMet: hop <= 20e-6)
}

/// One session each, opened anew on both sides: the service starts a thread for each context, whose first exchanges are
/// slower than those of one that is used again and again.
private func hundredAPDUs(_ desk: Desk) async throws -> Row {
    let service = PCSCService()
    let insertion = try await service.readers()[0].insertion
    guard let insertion else { throw PCSCError(.noSmartcard, .connect) }
    @Sendable func exchange(_ transmit: ([UInt8]) throws -> [UInt8]) throws -> Double {
        let start = now()
        for _ in 0..<100 { _ = try transmit(command) }
        return now() - start
    }
    func inSession() async throws -> Double {
        try await service.withSession(with: insertion) { session in
            try exchange { try session.transmit($0, limit: 258) }
        }
    }
    func synchronously() throws -> Double {
        let context = try Context()
        defer { context.release() }
        let connection = try context.connect(to: desk.names[0])
        defer { connection.disconnect() }
        try connection.beginTransaction()
        defer { try? connection.endTransaction() }
        return try exchange { try connection.transmit($0, limit: 258) }
    }
    var ours: [Double] = []
    var theirs: [Double] = []
    for round in 0..<200 {
        if round % 2 == 0 { ours.append(try await inSession()) }
        theirs.append(try synchronously())
        if round % 2 == 1 { ours.append(try await inSession()) }
    }
    return .times(
        "100 APDUs in a session, against sync", ours: Samples(ours).median, theirs: Samples(theirs).median, atMost: 1.02
    )
}

private func parallel(_ desk: Desk) async throws -> Row {
    let service = PCSCService()
    var insertions: [Insertion] = []
    for _ in 0..<300 where insertions.count < 2 {
        insertions = try await service.readers().compactMap(\.insertion)
        if insertions.count < 2 { try await Task.sleep(for: .milliseconds(20)) }
    }
    // The cards were exchanged a moment ago; the service may still show the old ones.
    try await Task.sleep(for: .seconds(1))
    insertions = try await service.readers().compactMap(\.insertion)
    let found = insertions
    @Sendable func read(_ index: Int) async throws {
        try await service.withSession(with: found[index]) { session in
            for _ in 0..<50 { _ = try session.transmit(command, limit: 258) }
        }
    }
    let (both, one) = try await interleave(8, warmUp: 1) {
        async let first: Void = read(0)
        async let second: Void = read(1)
        _ = try await (first, second)
    } theirs: {
        try await read(0)
    }
    let gain = 2 * one.median / both.median
    return Row(
        name: "two readers at once, against one (2 ms cards)", ours: Row.time(both.median),
        theirs: Row.time(one.median), ratio: gain, bound: "≥ 1.8 × as much work", isMet: gain >= 1.8)
}
