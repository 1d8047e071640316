import Instants

/// Where a fact about a card comes from. Every fact says it (architecture, invariant 5).
public enum FactSource: String, Hashable, Sendable {
    /// Read from the card's PIV application.
    case piv
    /// Told by a PKCS#11 module.
    case pkcs11
    /// Typed by the person at the desk, from what is printed on the card.
    case `operator`
    /// The ATR was seen before on cards of that series. A hint, never a proof.
    case atrHint
}

/// A value and where it comes from.
public struct Sourced<Value: Hashable & Sendable>: Hashable, Sendable {
    public var value: Value
    public var source: FactSource

    public init(_ value: Value, source: FactSource) {
        self.value = value
        self.source = source
    }
}

/// What is known of the card's passcode. The passcode itself is never asked for, read or sent.
public struct PasscodeState: Hashable, Sendable {
    public enum State: String, Hashable, Sendable {
        case usable, locked, unknown
    }

    public var state: State
    /// Wrong entries that the card still allows; nil where the card or module doesn't say.
    public var triesLeft: Int?
    /// Nil when nothing told the state.
    public var source: FactSource?
    /// Another program has entered the passcode in this session on the card: the card answered `9000`.
    public var isVerified: Bool

    public init(state: State, triesLeft: Int? = nil, source: FactSource?, isVerified: Bool = false) {
        self.state = state
        self.triesLeft = triesLeft
        self.source = source
        self.isVerified = isVerified
    }

    public static let unknown = PasscodeState(state: .unknown, source: nil)
}

/// Something about the card that the person at the desk should know. Codes are stable; messages are plain English.
public struct CardProblem: Hashable, Sendable {
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public var rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public var description: String { rawValue }
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension CardProblem.Code {
    /// Another program uses the card; it was not read.
    public static let inUse = Self(rawValue: "inUse")
    /// Read though another program used it, because that was asked for.
    public static let readWhileInUse = Self(rawValue: "readWhileInUse")
    /// The card doesn't answer a reset: upside down, dirty or broken.
    public static let mute = Self(rawValue: "mute")
    /// The card left the reader, or stopped answering, while it was read.
    public static let cardLost = Self(rawValue: "cardLost")
    /// The reader, or the service, failed while the card was read.
    public static let readerFailed = Self(rawValue: "readerFailed")
    /// The card or reader took longer than it was given.
    public static let noAnswer = Self(rawValue: "noAnswer")
    /// No application on the card that this program can read.
    public static let notReadable = Self(rawValue: "notReadable")
    /// The card refused to select the application, or failed at it; whether it can be read isn't known.
    public static let applicationRefused = Self(rawValue: "applicationRefused")
    /// The card speaks neither T=0 nor T=1, which are all that PC/SC has.
    public static let protocolUnsupported = Self(rawValue: "protocolUnsupported")
    /// The card holds no certificate.
    public static let noCertificates = Self(rawValue: "noCertificates")
    /// One of the pair of certificates is not there.
    public static let certificateMissing = Self(rawValue: "certificateMissing")
    /// A certificate is there and can't be read.
    public static let certificateUnreadable = Self(rawValue: "certificateUnreadable")
    /// A field of a certificate, or its packing, isn't as its standard has it; the rest was read.
    public static let certificateOdd = Self(rawValue: "certificateOdd")
    /// The date on which a certificate expires can't be read, so nobody knows whether it is valid.
    public static let expiryUnknown = Self(rawValue: "expiryUnknown")
    /// A certificate that is not the NHS's; reported and not used.
    public static let foreignCertificate = Self(rawValue: "foreignCertificate")
    /// An NHS certificate whose name holds no UUID.
    public static let uuidMissing = Self(rawValue: "uuidMissing")
    /// The certificates name different people.
    public static let uuidConflict = Self(rawValue: "uuidConflict")
    /// A certificate that isn't valid yet by this computer's clock.
    public static let notYetValid = Self(rawValue: "notYetValid")
    /// The card refused to tell the tries left.
    public static let passcodeStateRefused = Self(rawValue: "passcodeStateRefused")
    /// The card answered in a way that its standard doesn't allow.
    public static let malformedAnswer = Self(rawValue: "malformedAnswer")
    /// The PKCS#11 module hung, crashed or failed.
    public static let moduleFailed = Self(rawValue: "moduleFailed")
    /// The series is one that NHS England has blocked.
    public static let seriesBlocked = Self(rawValue: "seriesBlocked")
    /// The ATR suggests a series that NHS England has blocked; the card's back tells.
    public static let seriesMayBeBlocked = Self(rawValue: "seriesMayBeBlocked")
}
