import CPCSCLite
import Foundation
import PCSC
import Synchronization
import TestSupport

/// One program's use of the C functions, with results as words that a transcript can hold.
final class Program: Sendable {
    let functions: FunctionTable
    let context: SCARDCONTEXT

    init(_ functions: FunctionTable) throws {
        var context = SCARDCONTEXT()
        guard functions.establishContext(&context) == SCARD_S_SUCCESS else {
            throw TestSupportFailure("no context")
        }
        self.functions = functions
        self.context = context
    }

    struct Look {
        var result: String
        var word: DWORD
        var atr: [UInt8]

        var counter: DWORD { word >> 16 & 0xFFFF }
        /// What a client passes as known next time.
        var known: DWORD { word & ~DWORD(SCARD_STATE_CHANGED) }
        var text: String { "\(result) \(stateWords(word))" }
    }

    func look(_ reader: String, known: DWORD = 0, timeout: DWORD = 0) -> Look {
        looks([(reader, known)], timeout: timeout)[0]
    }

    func looks(_ entries: [(reader: String, known: DWORD)], timeout: DWORD) -> [Look] {
        let names = entries.map { strdup($0.reader) }
        defer { for name in names { free(name) } }
        var states = zip(names, entries).map { name, entry in
            var state = SCARD_READERSTATE()
            state.szReader = UnsafePointer(name)
            state.dwCurrentState = entry.known
            return state
        }
        let result = word(functions.getStatusChange(context, timeout, &states, DWORD(states.count)))
        return states.map { state in
            let atr = withUnsafeBytes(of: state.rgbAtr) { Array($0.prefix(Int(state.cbAtr))) }
            return Look(result: result, word: state.dwEventState, atr: atr)
        }
    }

    func connect(_ reader: String, mode: Int32 = SCARD_SHARE_SHARED, protocols: DWORD = 3) -> Connection {
        var handle = SCARDHANDLE()
        var active = DWORD()
        let result = functions.connect(context, reader, DWORD(mode), protocols, &handle, &active)
        return Connection(functions: functions, handle: handle, activeProtocol: active, result: word(result))
    }

    func list() -> (result: String, names: [String]) {
        var names = [CChar](repeating: 0, count: 4096)
        var length = DWORD(names.count)
        let result = functions.listReaders(context, &names, &length)
        guard result == SCARD_S_SUCCESS else { return (word(result), []) }
        let parts = names.prefix(Int(length)).split(separator: 0)
        return ("ok", parts.map { String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self) })
    }

    func cancel() -> String { word(functions.cancel(context)) }
    func isValid() -> String { word(functions.isValidContext(context)) }
    @discardableResult func release() -> String { word(functions.releaseContext(context)) }
}

/// One program's connection to a card.
struct Connection: Sendable {
    let functions: FunctionTable
    let handle: SCARDHANDLE
    var activeProtocol: DWORD
    let result: String

    func transmit(
        _ command: [UInt8] = [0x00, 0xA4, 0x04, 0x00], capacity: Int = 258, as activeProtocol: DWORD? = nil
    ) -> String {
        var response = [UInt8](repeating: 0, count: capacity)
        var length = DWORD(capacity)
        let result = functions.transmit(
            handle, activeProtocol ?? self.activeProtocol, command, DWORD(command.count), &response, &length)
        guard result == SCARD_S_SUCCESS else { return word(result) }
        return "ok " + response.prefix(Int(length)).map { String($0, radix: 16) }.joined(separator: ",")
    }

    func begin() -> String { word(functions.beginTransaction(handle)) }

    func end(_ disposition: Int32 = SCARD_LEAVE_CARD) -> String {
        word(functions.endTransaction(handle, DWORD(disposition)))
    }

    func disconnect(_ disposition: Int32 = SCARD_LEAVE_CARD) -> String {
        word(functions.disconnect(handle, DWORD(disposition)))
    }

    func reconnect(
        mode: Int32 = SCARD_SHARE_SHARED, initialization: Int32 = SCARD_LEAVE_CARD, protocols: DWORD = 3
    ) -> String {
        var active = DWORD()
        return word(functions.reconnect(handle, DWORD(mode), protocols, DWORD(initialization), &active))
    }

    /// Flags of the status without the event counter, and the ATR's length.
    func status() -> String {
        var (flags, active, length) = (DWORD(), DWORD(), DWORD(33))
        var atr = [UInt8](repeating: 0, count: 33)
        let result = functions.status(handle, nil, nil, &flags, &active, &atr, &length)
        guard result == SCARD_S_SUCCESS else { return word(result) }
        return "ok 0x\(String(flags & 0xFFFF, radix: 16)) atr \(length)"
    }

    func attribute(_ number: DWORD) -> String {
        var (value, length) = ([UInt8](repeating: 0, count: 256), DWORD(256))
        return word(functions.getAttribute(handle, number, &value, &length))
    }

    func control() -> String {
        var (output, returned) = ([UInt8](repeating: 0, count: 256), DWORD())
        return word(functions.control(handle, 0x4200_0D48, nil, 0, &output, 256, &returned))
    }
}

/// A call on a thread of its own, which may block.
final class Pending: Sendable {
    private let answer = Mutex<String?>(nil)
    private let hasBegun = Mutex(false)

    init(_ call: @escaping @Sendable () -> String) {
        Thread.detachNewThread { [self] in
            hasBegun.withLock { $0 = true }
            let result = call()
            answer.withLock { $0 = result }
        }
    }

    /// `blocked` while there is no answer.
    var now: String { answer.withLock { $0 } ?? "blocked" }

    /// Gives a call that shall block the time to prove it.
    func afterAWhile() async throws -> String {
        try await eventually("a beginning of the call") { hasBegun.withLock { $0 } }
        try await Task.sleep(for: .milliseconds(250))
        return now
    }

    func finished() async throws -> String {
        try await eventually("an end of the call") { now != "blocked" }
        return now
    }
}
