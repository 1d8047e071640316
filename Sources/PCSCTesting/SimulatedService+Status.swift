import CPCSCLite

extension SimulatedService {
    /// Waits without limit while another handle holds a transaction.
    func status(
        _ card: SCARDHANDLE, name: UnsafeMutablePointer<CChar>?, nameLength: UnsafeMutablePointer<DWORD>?,
        state word: UnsafeMutablePointer<DWORD>?, activeProtocol: UnsafeMutablePointer<DWORD>?,
        atr: UnsafeMutablePointer<UInt8>?, atrLength: UnsafeMutablePointer<DWORD>?
    ) -> LONG {
        request(onCard: card) { state, handle in
            guard let reader = state.reader(handle.reader) else { return SCARD_E_READER_UNAVAILABLE }
            if state.isLocked(reader, for: card) { return nil }
            if let code = handle.event.code { return code }
            word?.pointee = reader.statusFlags | DWORD(reader.eventCounter) << 16
            activeProtocol?.pointee = reader.card == nil ? 0 : handle.activeProtocol
            var result = SCARD_S_SUCCESS
            if let nameLength {
                result = copy(
                    reader.model.name + [0], to: name.map { UnsafeMutableRawPointer($0) }, length: nameLength)
            }
            if let atrLength {
                let bytes = reader.card.map { $0.isMute ? [] : $0.atr } ?? []
                let copied = copy(bytes, to: atr.map { UnsafeMutableRawPointer($0) }, length: atrLength)
                if copied != SCARD_S_SUCCESS { result = copied }
            }
            return result
        }
    }

    /// Fails while another handle holds a transaction.
    func getAttribute(
        _ card: SCARDHANDLE, attribute: DWORD, value: UnsafeMutablePointer<UInt8>?,
        length: UnsafeMutablePointer<DWORD>
    ) -> LONG {
        request(onCard: card) { state, handle in
            guard let reader = state.reader(handle.reader) else { return SCARD_E_READER_UNAVAILABLE }
            if state.isLocked(reader, for: card) { return SCARD_E_SHARING_VIOLATION }
            if let code = handle.event.code { return code }
            guard let bytes = reader.attribute(attribute) else { return SCARD_E_UNSUPPORTED_FEATURE }
            return copy(bytes, to: value.map { UnsafeMutableRawPointer($0) }, length: length)
        }
    }
}

extension ServiceState.Reader {
    /// The flags of `SCardStatus`, which aren't those of `SCardGetStatusChange`.
    var statusFlags: DWORD {
        guard let card else { return DWORD(SCARD_ABSENT) }
        return card.isMute
            ? DWORD(SCARD_PRESENT | SCARD_SWALLOWED) : DWORD(SCARD_PRESENT | SCARD_POWERED | SCARD_NEGOTIABLE)
    }

    /// Attributes of PC/SC part 3 §3.1.6 that a plain reader has: `SCARD_ATTR_…` of reader.h, which Swift can't
    /// import because they are made by a macro of a class and a tag.
    func attribute(_ number: DWORD) -> [UInt8]? {
        switch number {
        case 0x1_0100: model.vendor.map { Array($0.utf8) + [0] }  // VENDOR_NAME
        case 0x1_0103: model.serialNumber.map { Array($0.utf8) + [0] }  // VENDOR_IFD_SERIAL_NO
        case 0x7FFF_0003, 0x7FFF_0004: model.name + [0]  // DEVICE_FRIENDLY_NAME, DEVICE_SYSTEM_NAME
        case 0x9_0303: card.flatMap { $0.isMute ? nil : $0.atr }  // ATR_STRING
        default: nil
        }
    }
}
