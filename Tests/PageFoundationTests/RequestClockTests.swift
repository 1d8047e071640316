import NIOCore
import Testing

@testable import PageFoundation

/// Rule 6: until when a request must have arrived.
@Suite struct RequestClockTests {
    private enum Happening {
        case bytes, head, request, answer, end
    }

    /// What happened at which second, and the second at which the connection would be ended then.
    @Test(
        arguments: [
            ([], 10),
            ([(3, Happening.bytes)], 13),
            ([(3, .bytes), (9, .bytes), (12, .bytes)], 13),
            ([(3, .bytes), (4, .head), (12, .bytes)], 13),
            ([(3, .bytes), (4, .head), (5, .request)], nil),
            ([(3, .bytes), (3, .head), (3, .request), (4, .answer), (60, .end)], 70),
            // The next request has its own time, from its own first byte.
            ([(0, .bytes), (0, .head), (0, .request), (1, .answer), (1, .end), (8, .bytes)], 18),
            (
                [
                    (0, .bytes), (0, .head), (0, .request), (1, .answer), (1, .end), (8, .bytes), (9, .head),
                    (15, .bytes),
                ], 18
            ),
            // What comes while an answer is owed has time once that has ended.
            ([(0, .bytes), (0, .head), (0, .request), (1, .answer), (5, .bytes)], nil),
            ([(0, .bytes), (0, .head), (0, .request), (1, .answer), (5, .bytes), (90, .end)], 100),
            // Two at once: both answers are owed.
            ([(0, .bytes), (0, .head), (0, .request), (0, .head), (0, .request), (1, .answer), (2, .end)], nil),
            // An answer before the request's end doesn't give it more time.
            ([(0, .bytes), (0, .head), (1, .answer), (1, .end), (9, .bytes)], 10),
            ([(0, .bytes), (0, .head), (1, .answer), (1, .end), (9, .bytes), (9, .request)], 19),
        ] as [([(Int64, Happening)], Int64?)])
    private func `a request has ten seconds from its first byte`(happenings: [(Int64, Happening)], end: Int64?) {
        let start = NIODeadline.uptimeNanoseconds(0)
        var clock = RequestClock(patience: .seconds(10), at: start)
        for (second, happening) in happenings {
            let now = start + .seconds(second)
            switch happening {
            case .bytes: clock.bytesArrived(at: now)
            case .head: clock.headArrived()
            case .request: clock.requestArrived(at: now)
            case .answer: clock.answerBegan()
            case .end: clock.answerEnded(at: now)
            }
        }
        #expect(clock.deadline == end.map { start + .seconds($0) })
    }

    @Test func `nothing is written into an answer that has begun, nor before one that is owed`() {
        let now = NIODeadline.uptimeNanoseconds(0)
        var clock = RequestClock(patience: .seconds(10), at: now)
        #expect(clock.canAnswer && !clock.hasBegun)
        clock.bytesArrived(at: now)
        clock.headArrived()
        #expect(clock.canAnswer && clock.hasBegun)
        clock.headArrived()
        #expect(!clock.canAnswer)
        clock.answerBegan()
        #expect(!clock.canAnswer)
    }

    @Test func `a request that was answered before its end isn't answered again`() {
        let now = NIODeadline.uptimeNanoseconds(0)
        var clock = RequestClock(patience: .seconds(10), at: now)
        clock.bytesArrived(at: now)
        clock.headArrived()
        clock.answerBegan()
        clock.answerEnded(at: now)
        #expect(!clock.canAnswer)
        clock.requestArrived(at: now)
        #expect(clock.canAnswer && !clock.hasBegun)
    }
}

/// Rule 4: one line a second for each user.
@Suite struct RefusalCountTests {
    @Test func `a flood is one line a second, and each connection is in one`() {
        var count = RefusalCount()
        var told: [Int] = []
        var due: Duration?
        for millisecond in 0..<3500 {
            let now = Duration.milliseconds(millisecond)
            if let time = due, time <= now {
                due = nil
                if let connections = count.due(for: .user(1), at: now) { told.append(connections) }
            }
            switch count.refuse(.user(1), at: now) {
            case .tell(let connections): told.append(connections)
            case .later(let wait): due = now + wait
            case .wait: break
            }
        }
        if let connections = count.due(for: .user(1), at: .seconds(4)) { told.append(connections) }
        #expect(told.count <= 5)
        #expect(told.reduce(0, +) == 3500)
        #expect(told.first == 1)
    }

    @Test func `one user's flood doesn't silence another's line`() {
        var count = RefusalCount()
        #expect(count.refuse(.user(1), at: .zero) == .tell(1))
        #expect(count.refuse(.user(1), at: .zero) == .later(.seconds(1)))
        #expect(count.refuse(.user(1), at: .zero) == .wait)
        #expect(count.refuse(.user(2), at: .zero) == .tell(1))
        #expect(count.refuse(.nobody, at: .zero) == .tell(1))
        #expect(count.due(for: .user(2), at: .seconds(1)) == nil)
        #expect(count.due(for: .user(1), at: .seconds(1)) == 2)
    }

    @Test func `what is over is told at once the next time`() {
        var count = RefusalCount()
        #expect(count.refuse(.user(1), at: .zero) == .tell(1))
        #expect(count.refuse(.user(1), at: .seconds(1)) == .tell(1))
    }
}
