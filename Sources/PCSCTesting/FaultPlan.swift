import CPCSCLite
import PCSC
import Synchronization

/// Faults on top of any function table: at the n-th call of a function, a result that no service gives on demand, or an
/// event at a moment that can't be hit otherwise.
///
///     let plan = FaultPlan([.init(.transmit, atCall: 3, .fails(.communicationError))])
///     let context = try Context(functions: plan.applied(to: desk.table))
public final class FaultPlan: Sendable {
    /// The functions of the table.
    public enum Function: String, CaseIterable, Hashable, Sendable {
        case establishContext, releaseContext, isValidContext, listReaders, getStatusChange, cancel, connect
        case reconnect, disconnect, beginTransaction, endTransaction, status, transmit, control, getAttribute
    }

    /// What happens at a call.
    public enum Effect: Sendable {
        /// The function isn't called, and this is its result. Lengths of answers are 0.
        case returns(LONG)
        /// This is done first, and then the function is called.
        case first(@Sendable () -> Void)
        /// The function is called, and this is done before its result is returned.
        case afterwards(@Sendable () -> Void)

        /// The function isn't called, and fails with this code.
        public static func fails(_ code: PCSCError.Code) -> Effect { .returns(code.result) }
    }

    /// An effect, and at which calls of which function it comes.
    public struct Fault: Sendable {
        let function: Function
        let calls: ClosedRange<Int>
        let effect: Effect

        /// A fault at one call.
        ///
        /// - Parameters:
        ///   - function: the one that fails.
        ///   - call: counted from 1, in all contexts together.
        ///   - effect: what happens there.
        public init(_ function: Function, atCall call: Int, _ effect: Effect) {
            self.init(function, atCalls: call...call, effect)
        }

        /// A fault at several calls.
        ///
        /// - Parameters:
        ///   - function: the one that fails.
        ///   - calls: counted from 1, in all contexts together.
        ///   - effect: what happens there.
        public init(_ function: Function, atCalls calls: ClosedRange<Int>, _ effect: Effect) {
            self.function = function
            self.calls = calls
            self.effect = effect
        }
    }

    private let faults: [Fault]
    private let counts = Mutex<[Function: Int]>([:])

    /// A plan; without faults it only counts calls.
    public init(_ faults: [Fault] = []) {
        self.faults = faults
    }

    /// How often a function has been called, whether it was let through or not.
    public func calls(of function: Function) -> Int {
        counts.withLock { $0[function] ?? 0 }
    }

    /// Counts a call and carries it out with its faults.
    private func pass(_ function: Function, _ call: () -> LONG) -> LONG {
        let number = counts.withLock { counts in
            counts[function, default: 0] += 1
            return counts[function, default: 0]
        }
        let due = faults.filter { $0.function == function && $0.calls.contains(number) }
        for fault in due {
            if case .first(let action) = fault.effect { action() }
        }
        var result: LONG?
        for fault in due {
            if case .returns(let code) = fault.effect { result = code }
        }
        let answer = result ?? call()
        for fault in due {
            if case .afterwards(let action) = fault.effect { action() }
        }
        return answer
    }
}

extension FaultPlan {
    /// The table with the faults.
    public func applied(to table: FunctionTable) -> FunctionTable {
        FunctionTable(
            establishContext: { context in self.pass(.establishContext) { table.establishContext(context) } },
            releaseContext: { context in self.pass(.releaseContext) { table.releaseContext(context) } },
            isValidContext: { context in self.pass(.isValidContext) { table.isValidContext(context) } },
            listReaders: { context, names, length in
                self.pass(.listReaders) { table.listReaders(context, names, length) }
            },
            getStatusChange: { context, timeout, states, count in
                self.pass(.getStatusChange) { table.getStatusChange(context, timeout, states, count) }
            },
            cancel: { context in self.pass(.cancel) { table.cancel(context) } },
            connect: { context, reader, mode, protocols, card, active in
                self.pass(.connect) { table.connect(context, reader, mode, protocols, card, active) }
            },
            reconnect: { card, mode, protocols, initialization, active in
                self.pass(.reconnect) { table.reconnect(card, mode, protocols, initialization, active) }
            },
            disconnect: { card, disposition in self.pass(.disconnect) { table.disconnect(card, disposition) } },
            beginTransaction: { card in self.pass(.beginTransaction) { table.beginTransaction(card) } },
            endTransaction: { card, disposition in
                self.pass(.endTransaction) { table.endTransaction(card, disposition) }
            },
            status: { card, reader, readerLength, state, active, atr, atrLength in
                self.pass(.status) { table.status(card, reader, readerLength, state, active, atr, atrLength) }
            },
            transmit: { card, active, command, commandLength, response, responseLength in
                let capacity = responseLength.pointee
                responseLength.pointee = 0
                return self.pass(.transmit) {
                    responseLength.pointee = capacity
                    return table.transmit(card, active, command, commandLength, response, responseLength)
                }
            },
            control: { card, code, input, inputLength, output, outputSize, returned in
                returned.pointee = 0
                return self.pass(.control) {
                    table.control(card, code, input, inputLength, output, outputSize, returned)
                }
            },
            getAttribute: { card, attribute, value, length in
                self.pass(.getAttribute) { table.getAttribute(card, attribute, value, length) }
            }
        )
    }
}
