import DeskSession
import JSON
import Synchronization

/// The side of a guided session that faces the page: it keeps what stands, tells who listens, and passes on what is
/// posted. Any number of tabs may look at it.
final class ShownSession: SessionFrontEnd {
    private struct State {
        var standing: Standing
        /// Counts what was shown, so that whoever waits for something new can tell.
        var version = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let events: AsyncStream<SessionEvent>
    private let continuation: AsyncStream<SessionEvent>.Continuation
    private let tell: @Sendable (JSONValue) -> Void
    private let keep: @Sendable (SessionReceipt) -> Void
    private let learn: @Sendable (_ operator: String) -> Void
    private let over: @Sendable () -> Void

    /// - Parameters:
    ///   - logged: what a session that is taken up again had stored.
    ///   - tell: takes each object of the conversation, in order.
    ///   - learn: is told who the operator is, once the session knows.
    ///   - over: is told that the session has ended; cards may still be in the readers.
    ///   - keep: keeps a ticket's text.
    init(
        takingUp logged: LoggedSession? = nil, tell: @escaping @Sendable (JSONValue) -> Void,
        learn: @escaping @Sendable (_ operator: String) -> Void = { _ in },
        over: @escaping @Sendable () -> Void = {},
        keep: @escaping @Sendable (SessionReceipt) -> Void = { _ in }
    ) {
        state = Mutex(State(standing: Standing(takingUp: logged)))
        (events, continuation) = AsyncStream<SessionEvent>.makeStream()
        self.tell = tell
        self.learn = learn
        self.over = over
        self.keep = keep
    }

    var standing: Standing { state.withLock { $0.standing } }

    // MARK: From the session

    let waitsForCardsOut = true

    func answers() -> AsyncStream<SessionEvent> { events }

    func show(_ effect: SessionEffect) {
        change { $0.take(effect) }
        if let object = ConversationObject.of(effect) { tell(object) }
    }

    func note(_ record: SessionRecord) {
        let before = standing.operatorUUID
        change { $0.note(record) }
        if let uuid = record.operatorUUID, uuid != before { learn(uuid) }
    }

    func show(_ receipt: SessionReceipt) {
        over()
        keep(receipt)
        change { $0.end(receipt) }
        tell(ConversationObject.of(receipt))
    }

    /// It can't go on, and nothing can be shown of its end.
    func fail(_ reason: String) {
        over()
        change { $0.fail(reason) }
    }

    // MARK: From the page

    /// Of the readers in which cards were left, these have none any more.
    func areEmpty(_ readers: [String]) { change { for reader in readers { $0.isEmpty(reader) } } }

    /// Says why an answer that never reached the session is none.
    func reject(_ message: String) {
        change { $0.take(.rejected(Rejection(.badValue, key: $0.question?.key, message: message))) }
    }

    /// Passes an answer on, if that asking still stands.
    ///
    /// - Returns: false where it doesn't: nothing has changed.
    func answer(asking: Int, _ value: JSONValue) -> Bool {
        let key = state.withLock { state -> String? in
            let key = state.standing.question?.key
            return state.standing.answer(asking: asking) ? key : nil
        }
        guard let key else { return false }
        continuation.yield(.answer(key: key, value))
        return true
    }

    /// Takes an answer back, if that asking still stands.
    func change(asking: Int, key: String) -> Bool {
        guard state.withLock({ $0.standing.asking == asking }) else { return false }
        continuation.yield(.change(key: key))
        return true
    }

    /// It is the operator's own card that is in another's place.
    func cardIsOwn() { continuation.yield(.answer(key: SessionKeys.ownCard, true)) }

    /// The person ends the session.
    func stop() { continuation.yield(.stopped) }

    /// Nobody waits any longer for cards that were left.
    func acknowledge() { continuation.yield(.acknowledged) }

    var version: Int { state.withLock { $0.version } }

    /// Waits until something new was shown, so that the next page has it; no longer than a moment.
    func settle(after version: Int, within limit: Duration = .milliseconds(800)) async {
        let timer = Task { [weak self] in
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            self?.wake()
        }
        defer { timer.cancel() }
        await withCheckedContinuation { waiter in
            let isNew = state.withLock { state in
                if state.version == version { state.waiters.append(waiter) }
                return state.version != version
            }
            if isNew { waiter.resume() }
        }
        // What comes with it: a question follows a reading and a decision.
        let deadline = ContinuousClock.now + .milliseconds(150)
        while ContinuousClock.now < deadline, !standing.isSettled { try? await Task.sleep(for: .milliseconds(5)) }
    }

    private func change(_ body: (inout Standing) -> Void) {
        state.withLock { state in
            body(&state.standing)
            state.version += 1
        }
        wake()
    }

    private func wake() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
