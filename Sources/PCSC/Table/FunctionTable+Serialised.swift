import CPCSCLite
import Synchronization

extension FunctionTable {
    /// The same functions, for a libpcsclite before 2.0.1, in which all contexts of a process read the service's answer
    /// into one array without a lock.
    ///
    /// Calls that use the array and don't wait run one at a time. A wait can't be put behind a lock: it rests on the
    /// service's socket and uses the array only as it begins and as it ends. So while a wait is under way, the others are
    /// made until two answers agree, and what a wait itself says is a hint that ``Context/snapshot()`` checks.
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
            return gate.steady {
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

/// Lets one caller at a time at the library's shared array.
private final class LibraryGate: Sendable {
    private let turn = Mutex(())
    private let waits = Atomic(0)
    /// Answers that differ all the time are not torn but news: the last one is as good as any.
    private static let attempts = 8

    func waiting<Result>(_ body: () -> Result) -> Result {
        waits.add(1, ordering: .sequentiallyConsistent)
        defer { waits.subtract(1, ordering: .sequentiallyConsistent) }
        return body()
    }

    /// - Parameters:
    ///   - call: made alone, and once more while a wait may be writing.
    ///   - content: what the call has answered.
    func steady(_ call: () -> LONG, content: () -> [UInt8]) -> LONG {
        turn.withLock { _ in
            var result = call()
            guard waits.load(ordering: .sequentiallyConsistent) > 0 else { return result }
            var answer = content()
            for _ in 0..<Self.attempts {
                let next = call()
                let again = content()
                if next == result && again == answer { break }
                (result, answer) = (next, again)
            }
            return result
        }
    }
}
