import CPCSCLite
import Foundation
import PCSC
import PCSCTesting
import Synchronization
import VirtualCards

extension RowGroup {
    /// How soon news arrive, and how soon a listener goes.
    static let pcscEvents = RowGroup(name: "pcsc-events") {
        try await Desk.run(cards: [LongAnswer.card(), LongAnswer.card()]) { desk in
            [try await delivery(desk), try await cancellation(desk), try await idle(), try await recovery(desk)]
                .flatMap(\.self)
        }
    }
}

/// The same insertions and removals seen by a C program's wait in this process and by an iteration of events.
private func delivery(_ desk: Desk) async throws -> [Row] {
    let seenByC = Mutex<[Double]>([])
    let seenByUs = Mutex<[Double]>([])
    let service = PCSCService()
    let events = Task {
        for await event in service.events() {
            switch event {
            case .cardInserted, .cardRemoved: seenByUs.withLock { $0.append(now()) }
            default: break
            }
        }
    }
    let isOver = Mutex(false)
    let name = desk.names[0]
    Thread.detachNewThread { watchInC(name, seenByC, isOver) }
    try await Task.sleep(for: .seconds(1))
    for round in 1...60 {
        if round % 2 == 1 { desk.slots[0].remove() } else { desk.slots[0].insert(LongAnswer.card()) }
        while seenByC.withLock({ $0.count }) < round || seenByUs.withLock({ $0.count }) < round {
            try await Task.sleep(for: .milliseconds(1))
        }
    }
    isOver.withLock { $0 = true }
    events.cancel()
    let delays = zip(seenByUs.withLock { $0 }, seenByC.withLock { $0 }).map { $0 - $1 }
    let late = Samples(delays)
    return [
        .figure(
            "event after the C waiter, p95 of \(delays.count)", Row.time(late.quantile(0.95)),
            theirs: "p50 \(Row.time(late.median))", bound: "≤ 2 ms", isMet: late.quantile(0.95) <= 2e-3)
    ]
}

/// What a C program would do: wait with the known state, note the time of each change of presence.
private func watchInC(_ reader: ReaderName, _ seen: borrowing Mutex<[Double]>, _ isOver: borrowing Mutex<Bool>) {
    var context = SCARDCONTEXT()
    guard SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &context) == 0 else { return }
    let name = reader.bytes.map { CChar(bitPattern: $0) } + [0]
    name.withUnsafeBufferPointer { name in
        var state = SCARD_READERSTATE()
        state.szReader = name.baseAddress
        _ = SCardGetStatusChange(context, 0, &state, 1)
        var present = state.dwEventState & DWORD(SCARD_STATE_PRESENT)
        while !isOver.withLock({ $0 }) {
            state.dwCurrentState = state.dwEventState & ~DWORD(SCARD_STATE_CHANGED)
            guard SCardGetStatusChange(context, 500, &state, 1) == 0 else { continue }
            let now = now()
            guard state.dwEventState & DWORD(SCARD_STATE_PRESENT) != present else { continue }
            present = state.dwEventState & DWORD(SCARD_STATE_PRESENT)
            seen.withLock { $0.append(now) }
        }
    }
    SCardReleaseContext(context)
}

/// From cancelling the task to its end; every second time at once after the wait began, where C loses a cancel.
private func cancellation(_ desk: Desk) async throws -> [Row] {
    var times: [Double] = []
    for round in 0..<1_000 {
        let service = PCSCService()
        let task = Task {
            var iterator = service.events().makeAsyncIterator()
            while await iterator.next() != nil {}
        }
        try await Task.sleep(for: round % 2 == 0 ? .microseconds(Int64(round)) : .milliseconds(2))
        let start = now()
        task.cancel()
        await task.value
        times.append(now() - start)
    }
    let samples = Samples(times)
    return [
        .figure(
            "cancel to the end of the task, p99 of 1,000", Row.time(samples.quantile(0.99)),
            theirs: "most \(Row.time(samples.sorted.last ?? 0))", bound: "≤ 5 ms, 0 lost",
            isMet: samples.quantile(0.99) <= 5e-3)
    ]
}

/// Waking up while nothing happens: changes of context that the process's threads asked for.
private func idle() async throws -> [Row] {
    let waits = Mutex(0)
    var table = FunctionTable.pcscLite
    let wait = table.getStatusChange
    table.getStatusChange = { context, timeout, states, count in
        if timeout > 0 { waits.withLock { $0 += 1 } }
        return wait(context, timeout, states, count)
    }
    let service = PCSCService(functions: table)
    let task = Task {
        for await _ in service.events() {}
    }
    try await Task.sleep(for: .seconds(2))
    let before = waits.withLock { $0 }
    try await Task.sleep(for: .seconds(10))
    let rate = Double(waits.withLock { $0 } - before) / 10
    task.cancel()
    return [
        .figure("wakes a second while nothing happens", "\(Row.rounded(rate))", bound: "≤ 1", isMet: rate <= 1)
    ]
}

private func recovery(_ desk: Desk) async throws -> [Row] {
    let refusals = Mutex(0)
    var table = FunctionTable.pcscLite
    table.establishContext = { [establish = table.establishContext] context in
        let result = establish(context)
        if PCSCError.Code(result: result).category == .permission { refusals.withLock { $0 += 1 } }
        return result
    }
    let service = PCSCService(functions: table)
    let lost = Mutex<[Double]>([])
    let found = Mutex<[Double]>([])
    let task = Task {
        for await event in service.events() {
            switch event {
            case .serviceLost: lost.withLock { $0.append(now()) }
            case .snapshot: found.withLock { $0.append(now()) }
            default: break
            }
        }
    }
    try await Task.sleep(for: .milliseconds(300))
    var toLost: [Double] = []
    var toFound: [Double] = []
    for round in 0..<20 {
        let killed = now()
        desk.service.kill()
        while lost.withLock({ $0.count }) <= round { try await Task.sleep(for: .milliseconds(1)) }
        toLost.append((lost.withLock { $0.last } ?? 0) - killed)
        try await Task.sleep(for: .milliseconds(400))
        try desk.service.start()
        let back = now()
        while found.withLock({ $0.count }) <= round + 1 { try await Task.sleep(for: .milliseconds(1)) }
        toFound.append((found.withLock { $0.last } ?? 0) - back)
    }
    task.cancel()
    let (toTell, toReturn) = (Samples(toLost), Samples(toFound))
    let most = (toTell.sorted.last ?? 0, toReturn.sorted.last ?? 0)
    return [
        .figure(
            "service killed to serviceLost, most of 20", Row.time(most.0), theirs: "p50 \(Row.time(toTell.median))",
            bound: "≤ 50 ms", isMet: most.0 <= 50e-3),
        .figure(
            "service back to a full snapshot, most of 20", Row.time(most.1),
            theirs: "p50 \(Row.time(toReturn.median))", bound: "≤ 1 s", isMet: most.1 <= 1),
        .figure(
            "calls that the dying service seemed to refuse", "\(refusals.withLock { $0 })", bound: "", isMet: nil),
    ]
}
