/// What a reader can do beside exchanging APDUs (PC/SC part 10, 2.3): a tag, and for each a control code of the reader's
/// own choice.
public struct ReaderFeature: RawRepresentable, Hashable, Sendable {
    /// The tag.
    public let rawValue: UInt8
    /// A feature by its tag, also one that is not listed here.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Has the keypad begin to take a passcode.
    public static let verifyPINStart = ReaderFeature(rawValue: 0x01)
    /// Ends that and sends the passcode.
    public static let verifyPINFinish = ReaderFeature(rawValue: 0x02)
    /// Has the keypad begin to take an old and a new passcode.
    public static let modifyPINStart = ReaderFeature(rawValue: 0x03)
    /// Ends that and sends them.
    public static let modifyPINFinish = ReaderFeature(rawValue: 0x04)
    /// Whether a key was pressed meanwhile.
    public static let getKeyPressed = ReaderFeature(rawValue: 0x05)
    /// Takes a passcode and sends it, in one call.
    public static let verifyPINDirect = ReaderFeature(rawValue: 0x06)
    /// Takes an old and a new passcode and sends them, in one call.
    public static let modifyPINDirect = ReaderFeature(rawValue: 0x07)
    /// Commands for readers of the MKT specification.
    public static let mctReaderDirect = ReaderFeature(rawValue: 0x08)
    /// The same, for any function unit.
    public static let mctUniversal = ReaderFeature(rawValue: 0x09)
    /// What keypad and display can do about passcodes.
    public static let pinProperties = ReaderFeature(rawValue: 0x0A)
    /// Ends an entry that runs.
    public static let abort = ReaderFeature(rawValue: 0x0B)
    /// Texts for the display during an entry.
    public static let setSPEMessage = ReaderFeature(rawValue: 0x0C)
    /// As `verifyPINDirect`, for one application.
    public static let verifyPINDirectAppID = ReaderFeature(rawValue: 0x0D)
    /// As `modifyPINDirect`, for one application.
    public static let modifyPINDirectAppID = ReaderFeature(rawValue: 0x0E)
    /// Shows a text.
    public static let writeDisplay = ReaderFeature(rawValue: 0x0F)
    /// Waits for one key.
    public static let getKey = ReaderFeature(rawValue: 0x10)
    /// What the display can do.
    public static let displayProperties = ReaderFeature(rawValue: 0x11)
    /// ``ReaderProperties``, as tags and values.
    public static let tlvProperties = ReaderFeature(rawValue: 0x12)
    /// The manufacturer's own commands.
    public static let ccidEscape = ReaderFeature(rawValue: 0x13)
    /// Takes a password for a contactless document.
    public static let executePACE = ReaderFeature(rawValue: 0x20)

    /// Whether it has the reader ask for a passcode or send one to the card. This module never uses such a feature.
    public var isPINEntry: Bool {
        switch self {
        case .verifyPINStart, .verifyPINFinish, .modifyPINStart, .modifyPINFinish, .getKeyPressed, .verifyPINDirect,
            .modifyPINDirect, .mctReaderDirect, .mctUniversal, .verifyPINDirectAppID, .modifyPINDirectAppID,
            .executePACE:
            true
        default:
            false
        }
    }

    /// The answer to `CM_IOCTL_GET_FEATURE_REQUEST`: tag, length 4, control code, big-endian. What doesn't have that
    /// form ends the list: other readers' additions stand behind.
    static func parse(_ bytes: [UInt8]) -> [ReaderFeature: ControlCode] {
        var features: [ReaderFeature: ControlCode] = [:]
        var rest = bytes[...]
        while rest.count >= 6, rest[rest.startIndex + 1] == 4 {
            let code = rest.dropFirst(2).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
            features[ReaderFeature(rawValue: rest[rest.startIndex])] = ControlCode(rawValue: code)
            rest = rest.dropFirst(6)
        }
        return features
    }
}

/// A reader's properties (PC/SC part 10, 2.6.14), as far as the reader gives them.
public struct ReaderProperties: Hashable, Sendable {
    /// Tag to value, little-endian in the reader's answer.
    public let values: [UInt8: [UInt8]]

    /// The longest APDU that the reader takes, in bytes; nil when it doesn't say, 0 for short APDUs alone.
    public var maximumAPDULength: Int? { number(10) }
    /// `idVendor`; nil when the reader doesn't say.
    public var usbVendor: Int? { number(11) }
    /// `idProduct`; nil when the reader doesn't say.
    public var usbProduct: Int? { number(12) }
    /// Fewest and most digits that the keypad takes.
    public var passcodeLength: ClosedRange<Int>? {
        guard let low = number(6), let high = number(7), low <= high else { return nil }
        return low...high
    }
    /// Whether the reader has a display of its own: characters in a line times lines.
    public var display: (characters: Int, lines: Int)? {
        guard let characters = number(4), let lines = number(5) else { return nil }
        return (characters, lines)
    }

    private func number(_ tag: UInt8) -> Int? {
        guard let bytes = values[tag], !bytes.isEmpty, bytes.count <= 4 else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Tag, length, value, one after the other. What is cut off is not taken.
    init(parsing bytes: [UInt8]) {
        var values: [UInt8: [UInt8]] = [:]
        var rest = bytes[...]
        while rest.count >= 2 {
            let length = Int(rest[rest.startIndex + 1])
            guard rest.count >= 2 + length else { break }
            values[rest[rest.startIndex]] = Array(rest.dropFirst(2).prefix(length))
            rest = rest.dropFirst(2 + length)
        }
        self.values = values
    }
}
