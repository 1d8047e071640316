import CPCSCLite

extension FunctionTable {
    /// The real library, libpcsclite; before 2.0.1 with what its contexts share put behind a lock.
    public static let pcscLite =
        LibraryVersion.built < .firstWithoutRace ? directPCSCLite.serialised() : directPCSCLite

    private static let directPCSCLite = FunctionTable(
        establishContext: { SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, $0) },
        releaseContext: { SCardReleaseContext($0) },
        isValidContext: { SCardIsValidContext($0) },
        listReaders: { SCardListReaders($0, nil, $1, $2) },
        getStatusChange: { SCardGetStatusChange($0, $1, $2, $3) },
        cancel: { SCardCancel($0) },
        connect: { SCardConnect($0, $1, $2, $3, $4, $5) },
        reconnect: { SCardReconnect($0, $1, $2, $3, $4) },
        disconnect: { SCardDisconnect($0, $1) },
        beginTransaction: { SCardBeginTransaction($0) },
        endTransaction: { SCardEndTransaction($0, $1) },
        status: { SCardStatus($0, $1, $2, $3, $4, $5, $6) },
        transmit: { card, activeProtocol, command, commandLength, response, responseLength in
            var send = SCARD_IO_REQUEST(
                dwProtocol: activeProtocol, cbPciLength: DWORD(MemoryLayout<SCARD_IO_REQUEST>.size))
            return SCardTransmit(card, &send, command, commandLength, nil, response, responseLength)
        },
        control: { SCardControl($0, $1, $2, $3, $4, $5, $6) },
        getAttribute: { SCardGetAttrib($0, $1, $2, $3) }
    )
}
