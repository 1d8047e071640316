import CPCSCLite

/// The C functions of winscard.h that this module calls: the one seam for simulation and fault injection.
///
/// Each member has the C function's own arguments and result, so that a call through the table means what the manual
/// says of the C function. `pcscLite` is the real library; a simulated desk is another table; a fault layer wraps one.
/// Members may be called from any thread. One that blocks in C may block here.
public struct FunctionTable: Sendable {
    /// `SCardEstablishContext`, of system scope.
    public var establishContext: @Sendable (_ context: UnsafeMutablePointer<SCARDCONTEXT>) -> LONG
    /// `SCardReleaseContext`.
    public var releaseContext: @Sendable (_ context: SCARDCONTEXT) -> LONG
    /// `SCardIsValidContext`: whether the library knows the context, not whether the service does.
    public var isValidContext: @Sendable (_ context: SCARDCONTEXT) -> LONG
    /// `SCardListReaders` without groups. Names are a multi-string: each ends in NUL, the list in another NUL.
    public var listReaders:
        @Sendable (
            _ context: SCARDCONTEXT, _ names: UnsafeMutablePointer<CChar>?, _ length: UnsafeMutablePointer<DWORD>
        ) -> LONG
    /// `SCardGetStatusChange`. Names in the states are NUL-terminated and live as long as the call.
    public var getStatusChange:
        @Sendable (
            _ context: SCARDCONTEXT, _ timeoutMilliseconds: DWORD, _ states: UnsafeMutablePointer<SCARD_READERSTATE>?,
            _ count: DWORD
        ) -> LONG
    /// `SCardCancel`.
    public var cancel: @Sendable (_ context: SCARDCONTEXT) -> LONG
    /// `SCardConnect`.
    public var connect:
        @Sendable (
            _ context: SCARDCONTEXT, _ reader: UnsafePointer<CChar>, _ shareMode: DWORD, _ preferredProtocols: DWORD,
            _ card: UnsafeMutablePointer<SCARDHANDLE>, _ activeProtocol: UnsafeMutablePointer<DWORD>
        ) -> LONG
    /// `SCardReconnect`.
    public var reconnect:
        @Sendable (
            _ card: SCARDHANDLE, _ shareMode: DWORD, _ preferredProtocols: DWORD, _ initialization: DWORD,
            _ activeProtocol: UnsafeMutablePointer<DWORD>
        ) -> LONG
    /// `SCardDisconnect`.
    public var disconnect: @Sendable (_ card: SCARDHANDLE, _ disposition: DWORD) -> LONG
    /// `SCardBeginTransaction`.
    public var beginTransaction: @Sendable (_ card: SCARDHANDLE) -> LONG
    /// `SCardEndTransaction`.
    public var endTransaction: @Sendable (_ card: SCARDHANDLE, _ disposition: DWORD) -> LONG
    /// `SCardStatus`. Null pointers ask for nothing.
    public var status:
        @Sendable (
            _ card: SCARDHANDLE, _ reader: UnsafeMutablePointer<CChar>?, _ readerLength: UnsafeMutablePointer<DWORD>?,
            _ state: UnsafeMutablePointer<DWORD>?, _ activeProtocol: UnsafeMutablePointer<DWORD>?,
            _ atr: UnsafeMutablePointer<UInt8>?, _ atrLength: UnsafeMutablePointer<DWORD>?
        ) -> LONG
    /// `SCardTransmit`. The protocol is `SCARD_PROTOCOL_T0`, `_T1` or `_RAW`; the live table makes the `SCARD_IO_REQUEST`.
    public var transmit:
        @Sendable (
            _ card: SCARDHANDLE, _ activeProtocol: DWORD, _ command: UnsafePointer<UInt8>, _ commandLength: DWORD,
            _ response: UnsafeMutablePointer<UInt8>, _ responseLength: UnsafeMutablePointer<DWORD>
        ) -> LONG
    /// `SCardControl`.
    public var control:
        @Sendable (
            _ card: SCARDHANDLE, _ code: DWORD, _ input: UnsafeRawPointer?, _ inputLength: DWORD,
            _ output: UnsafeMutableRawPointer?, _ outputSize: DWORD, _ returned: UnsafeMutablePointer<DWORD>
        ) -> LONG
    /// `SCardGetAttrib`.
    public var getAttribute:
        @Sendable (
            _ card: SCARDHANDLE, _ attribute: DWORD, _ value: UnsafeMutablePointer<UInt8>?,
            _ length: UnsafeMutablePointer<DWORD>
        ) -> LONG

    /// A table of one's own: all members, in the order of winscard.h.
    public init(
        establishContext: @escaping @Sendable (UnsafeMutablePointer<SCARDCONTEXT>) -> LONG,
        releaseContext: @escaping @Sendable (SCARDCONTEXT) -> LONG,
        isValidContext: @escaping @Sendable (SCARDCONTEXT) -> LONG,
        listReaders:
            @escaping @Sendable (SCARDCONTEXT, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<DWORD>) -> LONG,
        getStatusChange:
            @escaping @Sendable (SCARDCONTEXT, DWORD, UnsafeMutablePointer<SCARD_READERSTATE>?, DWORD) -> LONG,
        cancel: @escaping @Sendable (SCARDCONTEXT) -> LONG,
        connect:
            @escaping @Sendable (
                SCARDCONTEXT, UnsafePointer<CChar>, DWORD, DWORD, UnsafeMutablePointer<SCARDHANDLE>,
                UnsafeMutablePointer<DWORD>
            ) -> LONG,
        reconnect: @escaping @Sendable (SCARDHANDLE, DWORD, DWORD, DWORD, UnsafeMutablePointer<DWORD>) -> LONG,
        disconnect: @escaping @Sendable (SCARDHANDLE, DWORD) -> LONG,
        beginTransaction: @escaping @Sendable (SCARDHANDLE) -> LONG,
        endTransaction: @escaping @Sendable (SCARDHANDLE, DWORD) -> LONG,
        status:
            @escaping @Sendable (
                SCARDHANDLE, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<DWORD>?, UnsafeMutablePointer<DWORD>?,
                UnsafeMutablePointer<DWORD>?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<DWORD>?
            ) -> LONG,
        transmit:
            @escaping @Sendable (
                SCARDHANDLE, DWORD, UnsafePointer<UInt8>, DWORD, UnsafeMutablePointer<UInt8>,
                UnsafeMutablePointer<DWORD>
            ) -> LONG,
        control:
            @escaping @Sendable (
                SCARDHANDLE, DWORD, UnsafeRawPointer?, DWORD, UnsafeMutableRawPointer?, DWORD,
                UnsafeMutablePointer<DWORD>
            ) -> LONG,
        getAttribute:
            @escaping @Sendable (SCARDHANDLE, DWORD, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<DWORD>) -> LONG
    ) {
        self.establishContext = establishContext
        self.releaseContext = releaseContext
        self.isValidContext = isValidContext
        self.listReaders = listReaders
        self.getStatusChange = getStatusChange
        self.cancel = cancel
        self.connect = connect
        self.reconnect = reconnect
        self.disconnect = disconnect
        self.beginTransaction = beginTransaction
        self.endTransaction = endTransaction
        self.status = status
        self.transmit = transmit
        self.control = control
        self.getAttribute = getAttribute
    }
}
