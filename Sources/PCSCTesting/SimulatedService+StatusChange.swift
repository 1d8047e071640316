import CPCSCLite
import Foundation

extension SimulatedService {
    func getStatusChange(
        _ context: SCARDCONTEXT, timeout: DWORD, entries: UnsafeMutablePointer<SCARD_READERSTATE>?, count: DWORD
    ) -> LONG {
        guard count <= DWORD(SimulatedService.mostReaders) else { return SCARD_E_INVALID_PARAMETER }
        let watched = UnsafeMutableBufferPointer(start: entries, count: Int(count))
        guard watched.allSatisfy({ $0.szReader != nil }) else { return SCARD_E_INVALID_VALUE }
        // Nothing to watch is success at once, whatever the context.
        guard watched.contains(where: { !$0.isIgnored }) else { return SCARD_S_SUCCESS }
        guard claim(context) else { return SCARD_E_INVALID_HANDLE }
        defer {
            state.change { state in
                state.contexts[context]?.isBlocked = false
                state.contexts[context]?.isCancelled = false
                state.contexts[context]?.isBusy = false
            }
        }
        return watch(watched, context: context, timeout: timeout)
    }

    private func watch(
        _ entries: UnsafeMutableBufferPointer<SCARD_READERSTATE>, context: SCARDCONTEXT, timeout: DWORD
    ) -> LONG {
        var readerCount: Int?
        let deadline =
            timeout & 0xFFFF_FFFF == DWORD(INFINITE) ? nil : ContinuousClock.now + .milliseconds(Int64(timeout))
        let result: LONG? = state.wait(until: deadline) { state in
            guard state.serves(context) else {
                return readerCount == nil ? SCARD_E_NO_SERVICE : SCARD_F_COMM_ERROR
            }
            if state.isHung { return nil }
            if readerCount == nil {
                guard entries.allSatisfy({ $0.isNotification || state.reader(named: $0.szReader) != nil }) else {
                    return SCARD_E_UNKNOWN_READER
                }
            }
            if state.contexts[context]?.isCancelled == true { return SCARD_E_CANCELLED }
            if state.look(at: entries, since: &readerCount) { return SCARD_S_SUCCESS }
            state.contexts[context]?.isBlocked = true
            return nil
        }
        waitForMuteCards(entries)
        guard result == nil else { return result ?? SCARD_S_SUCCESS }
        // Giving the wait up takes the service's answer too.
        return answer(context) { _ in SCARD_E_TIMEOUT }
    }

    /// pcsc-lite waits for its polling thread when a card is there and its ATR isn't.
    private func waitForMuteCards(_ entries: UnsafeMutableBufferPointer<SCARD_READERSTATE>) {
        let isPresentWithoutATR = entries.contains {
            $0.dwEventState & DWORD(SCARD_STATE_PRESENT) != 0 && $0.cbAtr == 0
        }
        let delay = state.read { $0.muteDelay }
        if isPresentWithoutATR, delay > .zero { sleep(for: delay) }
    }
}

extension ServiceState {
    /// Fills the entries in. True when one of them has news.
    fileprivate func look(
        at entries: UnsafeMutableBufferPointer<SCARD_READERSTATE>, since readerCount: inout Int?
    ) -> Bool {
        let count = attachedReaders.count
        let listHasChanged = readerCount != nil && readerCount != count
        readerCount = count
        var isNews = false
        for index in entries.indices where !entries[index].isIgnored {
            if entries[index].isNotification, reader(named: entries[index].szReader) == nil {
                entries[index].dwEventState = listHasChanged ? DWORD(SCARD_STATE_CHANGED) : 0
                isNews = isNews || listHasChanged
                continue
            }
            let event = event(for: entries[index])
            entries[index].dwEventState = event.word
            entries[index].cbAtr = DWORD(event.atr.count)
            withUnsafeMutableBytes(of: &entries[index].rgbAtr) { $0.copyBytes(from: event.atr.prefix($0.count)) }
            isNews = isNews || event.isNews
        }
        return isNews
    }

    private func event(for entry: SCARD_READERSTATE) -> EventState {
        guard let reader = reader(named: entry.szReader) else {
            return EventState(ofMissingReaderKnownAs: entry.dwCurrentState)
        }
        let handles = handles(on: reader.number)
        return EventState(
            of: reader, isShared: !handles.isEmpty, isExclusive: handles.contains { $0.isExclusive },
            known: entry.dwCurrentState)
    }
}

extension SCARD_READERSTATE {
    fileprivate var isIgnored: Bool { dwCurrentState & DWORD(SCARD_STATE_IGNORE) != 0 }

    /// The name that stands for the list of readers instead of one of them.
    fileprivate var isNotification: Bool { strcasecmp(szReader, #"\\?PnP?\Notification"#) == 0 }
}

func sleep(for duration: Duration) {
    let (seconds, attoseconds) = duration.components
    Thread.sleep(forTimeInterval: Double(seconds) + Double(attoseconds) * 1e-18)
}
