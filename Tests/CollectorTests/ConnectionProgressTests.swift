import NIOCore
import Testing

@testable import CollectorServer

/// How far a connection has come, as pure values.
@Suite struct ConnectionProgressTests {
    @Test func `one request after the other is announced, arrives, is answered and leaves it idle`() {
        var progress = ConnectionProgress()
        #expect(progress.stage == .silent)
        for _ in 0..<2 {
            progress.takeHead()
            #expect(progress.stage == .announced)
            progress.takeBody()
            #expect(progress.stage == .arriving)
            progress.takeEnd()
            #expect(progress.stage == .answering && progress.isAnswerDue)
            progress.answer()
            #expect(progress.stage == .idle)
        }
    }

    @Test func `a body that comes after its answer is nothing that is being answered`() {
        var progress = ConnectionProgress()
        progress.takeHead()
        progress.answer()
        #expect(progress.stage == .idle)
        progress.takeBody()
        #expect(progress.stage == .idle)
        progress.takeEnd()
        #expect(progress.stage == .idle && !progress.isAnswerDue)
    }

    @Test func `requests that follow each other are being answered until only the rest of one is missing`() {
        var progress = ConnectionProgress()
        for _ in 0..<2 {
            progress.takeHead()
            progress.takeEnd()
        }
        progress.takeHead()
        progress.takeBody()
        #expect(progress.stage == .answering)
        progress.answer()
        #expect(progress.stage == .answering)
        progress.answer()
        #expect(progress.stage == .arriving)
    }

    @Test func `an answer to what was no request leaves nothing owed`() {
        var progress = ConnectionProgress()
        progress.answer()
        progress.takeHead()
        #expect(progress.stage == .announced)
    }

    // MARK: Windows

    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    @Test func `what comes too slowly isn't enough, and each window counts alone`() {
        var window = ArrivalWindow(at: start)
        window.take(100)
        #expect(window.isEnough(100))
        window.next()
        window.take(99)
        #expect(!window.isEnough(100))
    }

    @Test func `a window in which the server didn't read is no sender's fault`() {
        var window = ArrivalWindow(at: start)
        window.readEnds(at: start)
        #expect(window.isEnough(100))
        window.next()
        window.readBegins(at: start + .seconds(12))
        #expect(window.isEnough(100))
        window.next()
        window.readEnds(at: start + .seconds(21))
        window.readBegins(at: start + .seconds(21))
        #expect(!window.isEnough(100))
    }

    // MARK: Room

    @Test func `who waits for room too long is told so, and who stood behind is served`() async {
        let budget = ByteBudget(10)
        #expect(await budget.take(6, within: .seconds(60)))
        async let large = budget.take(8, within: .milliseconds(300))
        async let small = budget.take(4, within: .seconds(60))
        #expect(await !large)
        #expect(await small)
        budget.giveBack(6)
        #expect(await budget.take(6, within: .zero))
    }
}
