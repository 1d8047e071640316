import CPCSCLite
import Synchronization

extension FunctionTable {
    /// The same functions, for a libpcsclite before 2.0.1, in which all contexts of a process read the service's answer
    /// into one array without a lock.
    ///
    /// Calls that use the array and don't wait run one at a time. A wait can't be put behind a lock: it rests on the
    /// service's socket and uses the array only as it begins and as it ends. So while a wait is under way, the others are
    /// made until two answers agree, and what a wait itself says is a hint that ``Context/snapshot()`` checks.
    /// `SCardStatus` is a wait too: it blocks while another connection holds a transaction.
    ///
    /// A card that doesn't answer makes the library sleep for 0.4 s within such a call, and the others wait as long; from
    /// 2.0.1 on the library itself does the same.
    func serialised() -> FunctionTable {
        let gate = LibraryGate()
        var table = self
        table.listReaders = { context, names, length in
            let size = length.pointee
            return gate.steady {
                length.pointee = size
                return listReaders(context, names, length)
            } content: {
                names.map { Array(UnsafeRawBufferPointer(start: $0, count: Int(min(size, length.pointee)))) } ?? []
            }
        }
        table.status = { card, name, nameLength, state, activeProtocol, atr, atrLength in
            let sizes = (nameLength?.pointee ?? 0, atrLength?.pointee ?? 0)
            return gate.steadyWait {
                nameLength?.pointee = sizes.0
                atrLength?.pointee = sizes.1
                return status(card, name, nameLength, state, activeProtocol, atr, atrLength)
            } content: {
                let length = Int(min(sizes.1, atrLength?.pointee ?? 0))
                let bytes = atr.map { Array(UnsafeBufferPointer(start: $0, count: length)) } ?? []
                return bytes + [UInt8(truncatingIfNeeded: state?.pointee ?? 0)]
            }
        }
        table.getStatusChange = { context, timeout, states, count in
            guard timeout == 0, let states else {
                return gate.waiting { getStatusChange(context, timeout, states, count) }
            }
            return gate.steady {
                getStatusChange(context, 0, states, count)
            } content: {
                UnsafeBufferPointer(start: states, count: Int(count)).flatMap(\.content)
            }
        }
        return table
    }
}

extension SCARD_READERSTATE {
    fileprivate var content: [UInt8] {
        let word = withUnsafeBytes(of: dwEventState) { Array($0) }
        return word + withUnsafeBytes(of: rgbAtr) { Array($0.prefix(Int(min(cbAtr, DWORD(MAX_ATR_SIZE))))) }
    }
}

/// Lets one caller at a time at the library's shared array, and tells when an answer may be torn.
private final class LibraryGate: Sendable {
    private let turn = Mutex(())
    /// Calls under way that may block, and so are not behind the lock.
    private let waits = Atomic(0)
    /// All calls under way.
    private let active = Atomic(0)
    /// All calls that ever began.
    private let begun = Atomic(0)
    /// Answers that differ all the time are not torn but news: the last one is as good as any.
    private static let attempts = 8

    func waiting<Result>(_ body: () -> Result) -> Result {
        waits.add(1, ordering: .sequentiallyConsistent)
        defer { waits.subtract(1, ordering: .sequentiallyConsistent) }
        return counted(body)
    }

    /// For a call that may block, and must keep nobody waiting: made beside the others, and again until two answers
    /// agree unless it was alone all the time.
    func steadyWait(_ call: () -> LONG, content: () -> [UInt8]) -> LONG {
        waiting { () -> LONG in
            let number = begun.load(ordering: .sequentiallyConsistent)
            let isAlone = active.load(ordering: .sequentiallyConsistent) == 1
            let result = call()
            if isAlone, begun.load(ordering: .sequentiallyConsistent) == number { return result }
            return settled(result, call, content: content)
        }
    }

    /// - Parameters:
    ///   - call: made alone, and once more while a wait may be writing.
    ///   - content: what the call has answered.
    func steady(_ call: () -> LONG, content: () -> [UInt8]) -> LONG {
        turn.withLock { _ in
            counted {
                let result = call()
                guard waits.load(ordering: .sequentiallyConsistent) > 0 else { return result }
                return settled(result, call, content: content)
            }
        }
    }

    private func counted<Result>(_ body: () -> Result) -> Result {
        active.add(1, ordering: .sequentiallyConsistent)
        begun.add(1, ordering: .sequentiallyConsistent)
        defer { active.subtract(1, ordering: .sequentiallyConsistent) }
        return body()
    }

    private func settled(_ first: LONG, _ call: () -> LONG, content: () -> [UInt8]) -> LONG {
        var (result, answer) = (first, content())
        for _ in 0..<Self.attempts {
            let next = call()
            let again = content()
            if next == result && again == answer { break }
            (result, answer) = (next, again)
        }
        return result
    }
}
