/// SW1 and SW2 (ISO/IEC 7816-4 §5.6, tables 5 to 7). Open: any two bytes are one.
public struct StatusWord: RawRepresentable, Hashable, Sendable {
    /// SW1 and SW2 as one number.
    public var rawValue: UInt16

    /// From one number.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// From its two bytes.
    public init(_ sw1: UInt8, _ sw2: UInt8) {
        rawValue = UInt16(sw1) << 8 | UInt16(sw2)
    }

    /// The first byte.
    public var sw1: UInt8 { UInt8(rawValue >> 8) }
    /// The second byte.
    public var sw2: UInt8 { UInt8(rawValue & 0xFF) }

    /// Done.
    public static let success = StatusWord(rawValue: 0x9000)
    /// The file or record ended before the length that was asked for.
    public static let endOfFile = StatusWord(rawValue: 0x6282)
    /// A length in the command is wrong.
    public static let wrongLength = StatusWord(rawValue: 0x6700)
    /// A passcode or a key has to be verified first.
    public static let securityStatusNotSatisfied = StatusWord(rawValue: 0x6982)
    /// No tries are left.
    public static let authenticationMethodBlocked = StatusWord(rawValue: 0x6983)
    /// Not in this state, for instance before an application is selected.
    public static let conditionsNotSatisfied = StatusWord(rawValue: 0x6985)
    /// The data field is wrong.
    public static let wrongData = StatusWord(rawValue: 0x6A80)
    /// The card doesn't know these parameters.
    public static let functionNotSupported = StatusWord(rawValue: 0x6A81)
    /// There is no such file, application or object.
    public static let notFound = StatusWord(rawValue: 0x6A82)
    /// There is no such key or passcode.
    public static let referencedDataNotFound = StatusWord(rawValue: 0x6A88)
    /// P1 or P2 is wrong.
    public static let wrongParameters = StatusWord(rawValue: 0x6B00)
    /// The card doesn't know the instruction.
    public static let instructionNotSupported = StatusWord(rawValue: 0x6D00)
    /// The card doesn't know the class.
    public static let classNotSupported = StatusWord(rawValue: 0x6E00)
}

extension StatusWord {
    /// `61xx`: so many more bytes wait for GET RESPONSE; 256 for `6100`, which means 256 or more. Nil otherwise.
    public var bytesWaiting: Int? {
        sw1 == 0x61 ? (sw2 == 0 ? 256 : Int(sw2)) : nil
    }

    /// `6Cxx`: the length that the command should have asked for. Nil otherwise.
    public var rightLength: Int? {
        sw1 == 0x6C ? (sw2 == 0 ? 256 : Int(sw2)) : nil
    }

    /// `63Cx`: the counter's value, for VERIFY without data the tries left (ISO/IEC 7816-4 §11.6.2). Nil otherwise.
    public var counter: Int? {
        sw1 == 0x63 && sw2 >> 4 == 0xC ? Int(sw2 & 0x0F) : nil
    }
}

extension StatusWord: CustomStringConvertible {
    /// `6A82`.
    public var description: String { sw1.hexadecimal + sw2.hexadecimal }

    /// What the standard says of it, in a few words.
    public var meaning: String {
        if let exact = StatusWord.meanings[rawValue] { return exact }
        if let bytesWaiting { return "\(bytesWaiting) more bytes wait" }
        if let rightLength { return "wrong length; \(rightLength) bytes are there" }
        if let counter { return "counter is \(counter)" }
        return StatusWord.families[sw1] ?? "not a status of ISO/IEC 7816-4"
    }

    private static let meanings: [UInt16: String] = [
        0x9000: "done",
        0x6281: "part of the data may be corrupt",
        0x6282: "end of file before that many bytes",
        0x6283: "selected file is deactivated",
        0x6285: "selected file is in termination state",
        0x6400: "execution error, memory unchanged",
        0x6581: "memory failure",
        0x6700: "wrong length",
        0x6881: "logical channel not supported",
        0x6882: "secure messaging not supported",
        0x6883: "last command of the chain expected",
        0x6884: "command chaining not supported",
        0x6981: "command doesn't fit the file",
        0x6982: "security status not satisfied",
        0x6983: "authentication method blocked",
        0x6984: "reference data not usable",
        0x6985: "conditions of use not satisfied",
        0x6986: "command not allowed, no current file",
        0x6A80: "wrong data",
        0x6A81: "function not supported",
        0x6A82: "file or application not found",
        0x6A83: "record not found",
        0x6A86: "wrong P1 or P2",
        0x6A88: "referenced data not found",
        0x6B00: "wrong P1 or P2",
        0x6D00: "instruction not supported",
        0x6E00: "class not supported",
        0x6F00: "no precise diagnosis",
    ]

    private static let families: [UInt8: String] = [
        0x62: "warning, memory unchanged", 0x63: "warning, the card says that its memory changed",
        0x64: "execution error, memory unchanged",
        0x65: "execution error, the card says that its memory changed", 0x66: "security issue", 0x67: "wrong length",
        0x68: "function of the class byte not supported", 0x69: "command not allowed", 0x6A: "wrong parameters",
        0x6B: "wrong parameters", 0x6D: "instruction not supported", 0x6E: "class not supported",
        0x6F: "no precise diagnosis",
    ]
}
