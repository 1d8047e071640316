extension PCSCError {
    /// A result code of winscard.h, or one of this module. Codes that are not listed here survive unchanged.
    ///
    /// Meanings are those of pcsc-lite's `pcsclite.h`. Codes of this module have bit 29 set, which is for customers
    /// ([MS-ERREF] 2.1) and which no PC/SC service uses.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The 32 bits that mean something.
        public let rawValue: UInt32

        /// Any code, also one that is not listed here.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// From a C result: `LONG` has 64 bits here, and the code may or may not come sign-extended.
        public init(result: Int) { rawValue = UInt32(truncatingIfNeeded: result) }

        /// As a C function would return it, for tables of functions that are not the real library.
        public var result: Int { Int(rawValue) }

        /// `SCARD_S_SUCCESS`.
        public static let success = Code(rawValue: 0)
        /// `SCARD_F_INTERNAL_ERROR`. The card service failed inside.
        public static let internalError = Code(rawValue: 0x8010_0001)
        /// `SCARD_E_CANCELLED`. The wait was cancelled.
        public static let cancelled = Code(rawValue: 0x8010_0002)
        /// `SCARD_E_INVALID_HANDLE`. The connection to the card service is no longer valid.
        public static let invalidHandle = Code(rawValue: 0x8010_0003)
        /// `SCARD_E_INVALID_PARAMETER`. The call had a wrong argument.
        public static let invalidParameter = Code(rawValue: 0x8010_0004)
        /// `SCARD_E_NO_MEMORY`. The card service is out of memory.
        public static let noMemory = Code(rawValue: 0x8010_0006)
        /// `SCARD_F_WAITED_TOO_LONG`. The card service waited too long.
        public static let waitedTooLong = Code(rawValue: 0x8010_0007)
        /// `SCARD_E_INSUFFICIENT_BUFFER`. The answer is longer than the space for it.
        public static let insufficientBuffer = Code(rawValue: 0x8010_0008)
        /// `SCARD_E_UNKNOWN_READER`. There is no reader of this name.
        public static let unknownReader = Code(rawValue: 0x8010_0009)
        /// `SCARD_E_TIMEOUT`. Nothing happened in the time given.
        public static let timeout = Code(rawValue: 0x8010_000A)
        /// `SCARD_E_SHARING_VIOLATION`. Another program has this card for itself.
        public static let sharingViolation = Code(rawValue: 0x8010_000B)
        /// `SCARD_E_NO_SMARTCARD`. There is no card in the reader.
        public static let noSmartcard = Code(rawValue: 0x8010_000C)
        /// `SCARD_E_CANT_DISPOSE`. The connection can't be closed this way.
        public static let cannotDispose = Code(rawValue: 0x8010_000E)
        /// `SCARD_E_PROTO_MISMATCH`. The card is in use with another protocol.
        public static let protocolMismatch = Code(rawValue: 0x8010_000F)
        /// `SCARD_E_NOT_READY`. The reader is not ready.
        public static let notReady = Code(rawValue: 0x8010_0010)
        /// `SCARD_E_INVALID_VALUE`. The call had a wrong value.
        public static let invalidValue = Code(rawValue: 0x8010_0011)
        /// `SCARD_E_SYSTEM_CANCELLED`. The system ended the call, to log off or shut down.
        public static let systemCancelled = Code(rawValue: 0x8010_0012)
        /// `SCARD_F_COMM_ERROR`. The connection to the card service broke.
        public static let communicationError = Code(rawValue: 0x8010_0013)
        /// `SCARD_F_UNKNOWN_ERROR`. The card service failed without a reason.
        public static let unknownError = Code(rawValue: 0x8010_0014)
        /// `SCARD_E_NOT_TRANSACTED`. The exchange with the card failed.
        public static let notTransacted = Code(rawValue: 0x8010_0016)
        /// `SCARD_E_READER_UNAVAILABLE`. The reader can't be used at the moment.
        public static let readerUnavailable = Code(rawValue: 0x8010_0017)
        /// `SCARD_P_SHUTDOWN`. The card service is shutting down.
        public static let shutdown = Code(rawValue: 0x8010_0018)
        /// `SCARD_E_READER_UNSUPPORTED`. The reader's driver lacks what is needed.
        public static let readerUnsupported = Code(rawValue: 0x8010_001A)
        /// `SCARD_E_DUPLICATE_READER`. Two readers have the same name.
        public static let duplicateReader = Code(rawValue: 0x8010_001B)
        /// `SCARD_E_CARD_UNSUPPORTED`. This card is not supported.
        public static let cardUnsupported = Code(rawValue: 0x8010_001C)
        /// `SCARD_E_NO_SERVICE`. The card service (pcscd) is not running.
        public static let noService = Code(rawValue: 0x8010_001D)
        /// With pcsc-lite: the library and the service speak different versions of their protocol.
        public static let serviceStopped = Code(rawValue: 0x8010_001E)
        /// `SCARD_E_UNEXPECTED` has the same value in pcsc-lite.
        public static let unsupportedFeature = Code(rawValue: 0x8010_001F)
        /// Windows' value of `SCARD_E_UNSUPPORTED_FEATURE`; some drivers return it.
        public static let unsupportedFeatureOnWindows = Code(rawValue: 0x8010_0022)
        /// `SCARD_E_NO_READERS_AVAILABLE`. No reader is connected.
        public static let noReadersAvailable = Code(rawValue: 0x8010_002E)
        /// `SCARD_E_COMM_DATA_LOST`. Data was lost between reader and card.
        public static let communicationDataLost = Code(rawValue: 0x8010_002F)
        /// `SCARD_E_SERVER_TOO_BUSY`. The card service is too busy.
        public static let serverTooBusy = Code(rawValue: 0x8010_0031)
        /// `SCARD_W_UNSUPPORTED_CARD`. The reader can't talk to this card.
        public static let unsupportedCard = Code(rawValue: 0x8010_0065)
        /// `SCARD_W_UNRESPONSIVE_CARD`. The card doesn't answer.
        public static let unresponsiveCard = Code(rawValue: 0x8010_0066)
        /// `SCARD_W_UNPOWERED_CARD`. The card doesn't answer.
        public static let unpoweredCard = Code(rawValue: 0x8010_0067)
        /// `SCARD_W_RESET_CARD`. Another program has reset the card in the meantime.
        public static let resetCard = Code(rawValue: 0x8010_0068)
        /// `SCARD_W_REMOVED_CARD`. The card was taken out.
        public static let removedCard = Code(rawValue: 0x8010_0069)
        /// `SCARD_W_SECURITY_VIOLATION`. The card service refuses this user.
        public static let securityViolation = Code(rawValue: 0x8010_006A)

        // Codes of this module

        /// The card left in the middle of an exchange: the service said success and gave fewer than two bytes.
        public static let cardLost = Code(rawValue: 0xA000_0001)
        /// The deadline passed. The call may still be running on its thread, which undoes it when it returns.
        public static let deadlineExceeded = Code(rawValue: 0xA000_0002)
        /// The card in the reader is not the one that the session was opened for.
        public static let insertionChanged = Code(rawValue: 0xA000_0003)
        /// The service was restarted since the card was seen, so nothing is known about the card that is there now.
        public static let serviceRestarted = Code(rawValue: 0xA000_0004)
        /// The command is not one that the context's policy allows. Nothing was sent.
        public static let commandRefused = Code(rawValue: 0xA000_0005)
        /// The card had more to say than the limit allows.
        public static let responseTooLong = Code(rawValue: 0xA000_0006)
        /// The session, connection or context was closed before this call.
        public static let closed = Code(rawValue: 0xA000_0007)
        /// The operating system gave no thread for a blocking call.
        public static let noThread = Code(rawValue: 0xA000_0008)
        /// After a reset by another program, the caller's check found another card or another state.
        public static let identityChanged = Code(rawValue: 0xA000_0009)
        /// The command has more data than the card takes in one piece, and the card doesn't say that it takes a chain.
        /// Nothing was sent.
        public static let commandTooLong = Code(rawValue: 0xA000_000A)
        /// The card announced more data and gave none.
        public static let responseIncomplete = Code(rawValue: 0xA000_000B)
    }
}

extension PCSCError.Code: CustomStringConvertible {
    /// The C name and the number: `SCARD_E_NO_SERVICE, 0x8010001D`; the number alone when it is not known.
    public var description: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        let number = "0x" + String(repeating: "0", count: 8 - digits.count) + digits
        guard let name = facts?.name ?? Self.rarelyUsedNames[rawValue] else { return number }
        return "\(name), \(number)"
    }

    /// The rest of `pcsclite.h`: codes that pcsc-lite never returns, and a driver hardly, known by name alone.
    private static let rarelyUsedNames: [UInt32: String] = [
        0x8010_0005: "SCARD_E_INVALID_TARGET", 0x8010_000D: "SCARD_E_UNKNOWN_CARD",
        0x8010_0015: "SCARD_E_INVALID_ATR", 0x8010_0019: "SCARD_E_PCI_TOO_SMALL",
        0x8010_0020: "SCARD_E_ICC_INSTALLATION", 0x8010_0021: "SCARD_E_ICC_CREATEORDER",
        0x8010_0023: "SCARD_E_DIR_NOT_FOUND", 0x8010_0024: "SCARD_E_FILE_NOT_FOUND",
        0x8010_0025: "SCARD_E_NO_DIR", 0x8010_0026: "SCARD_E_NO_FILE", 0x8010_0027: "SCARD_E_NO_ACCESS",
        0x8010_0028: "SCARD_E_WRITE_TOO_MANY", 0x8010_0029: "SCARD_E_BAD_SEEK", 0x8010_002A: "SCARD_E_INVALID_CHV",
        0x8010_002B: "SCARD_E_UNKNOWN_RES_MNG", 0x8010_002C: "SCARD_E_NO_SUCH_CERTIFICATE",
        0x8010_002D: "SCARD_E_CERTIFICATE_UNAVAILABLE", 0x8010_0030: "SCARD_E_NO_KEY_CONTAINER",
        0x8010_006B: "SCARD_W_WRONG_CHV", 0x8010_006C: "SCARD_W_CHV_BLOCKED", 0x8010_006D: "SCARD_W_EOF",
        0x8010_006E: "SCARD_W_CANCELLED_BY_USER", 0x8010_006F: "SCARD_W_CARD_NOT_AUTHENTICATED",
    ]
}
