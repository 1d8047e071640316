extension PCSCError {
    /// A result code of winscard.h, or one of this module. Codes that are not listed here survive unchanged.
    ///
    /// Meanings are those of pcsc-lite's `pcsclite.h`. Codes of this module have bit 29 set, which is for customers
    /// ([MS-ERREF] 2.1) and which no PC/SC service uses.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// From a C result: `LONG` has 64 bits here, and the code may or may not come sign-extended.
        public init(result: Int) { rawValue = UInt32(truncatingIfNeeded: result) }

        /// As a C function would return it, for tables of functions that are not the real library.
        public var result: Int { Int(rawValue) }

        public static let success = Code(rawValue: 0)
        public static let internalError = Code(rawValue: 0x8010_0001)
        public static let cancelled = Code(rawValue: 0x8010_0002)
        public static let invalidHandle = Code(rawValue: 0x8010_0003)
        public static let invalidParameter = Code(rawValue: 0x8010_0004)
        public static let noMemory = Code(rawValue: 0x8010_0006)
        public static let waitedTooLong = Code(rawValue: 0x8010_0007)
        public static let insufficientBuffer = Code(rawValue: 0x8010_0008)
        public static let unknownReader = Code(rawValue: 0x8010_0009)
        public static let timeout = Code(rawValue: 0x8010_000A)
        public static let sharingViolation = Code(rawValue: 0x8010_000B)
        public static let noSmartcard = Code(rawValue: 0x8010_000C)
        public static let cannotDispose = Code(rawValue: 0x8010_000E)
        public static let protocolMismatch = Code(rawValue: 0x8010_000F)
        public static let notReady = Code(rawValue: 0x8010_0010)
        public static let invalidValue = Code(rawValue: 0x8010_0011)
        public static let systemCancelled = Code(rawValue: 0x8010_0012)
        public static let communicationError = Code(rawValue: 0x8010_0013)
        public static let unknownError = Code(rawValue: 0x8010_0014)
        public static let notTransacted = Code(rawValue: 0x8010_0016)
        public static let readerUnavailable = Code(rawValue: 0x8010_0017)
        public static let shutdown = Code(rawValue: 0x8010_0018)
        public static let readerUnsupported = Code(rawValue: 0x8010_001A)
        public static let duplicateReader = Code(rawValue: 0x8010_001B)
        public static let cardUnsupported = Code(rawValue: 0x8010_001C)
        public static let noService = Code(rawValue: 0x8010_001D)
        /// With pcsc-lite: the library and the service speak different versions of their protocol.
        public static let serviceStopped = Code(rawValue: 0x8010_001E)
        /// `SCARD_E_UNEXPECTED` has the same value in pcsc-lite.
        public static let unsupportedFeature = Code(rawValue: 0x8010_001F)
        /// Windows' value of `SCARD_E_UNSUPPORTED_FEATURE`; some drivers return it.
        public static let unsupportedFeatureOnWindows = Code(rawValue: 0x8010_0022)
        public static let noReadersAvailable = Code(rawValue: 0x8010_002E)
        public static let communicationDataLost = Code(rawValue: 0x8010_002F)
        public static let serverTooBusy = Code(rawValue: 0x8010_0031)
        public static let unsupportedCard = Code(rawValue: 0x8010_0065)
        public static let unresponsiveCard = Code(rawValue: 0x8010_0066)
        public static let unpoweredCard = Code(rawValue: 0x8010_0067)
        public static let resetCard = Code(rawValue: 0x8010_0068)
        public static let removedCard = Code(rawValue: 0x8010_0069)
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
    }
}

extension PCSCError.Code: CustomStringConvertible {
    /// The C name and the number: `SCARD_E_NO_SERVICE, 0x8010001D`; the number alone when it is not known.
    public var description: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        let number = "0x" + String(repeating: "0", count: 8 - digits.count) + digits
        guard let name = facts?.name else { return number }
        return "\(name), \(number)"
    }
}
