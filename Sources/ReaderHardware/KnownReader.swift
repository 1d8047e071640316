/// A USB device's vendor and product number (USB 2.0 specification, §9.6.1: `idVendor`, `idProduct`).
public struct USBIdentifier: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let vendor: UInt16
    public let product: UInt16

    public init(vendor: UInt16, product: UInt16) {
        self.vendor = vendor
        self.product = product
    }

    /// Four lower-case hexadecimal digits, as in sysfs and in udev rules.
    public var vendorText: String { Self.text(vendor) }
    public var productText: String { Self.text(product) }
    /// `076b:3031`.
    public var description: String { vendorText + ":" + productText }

    /// Reads `076b:3031`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isHexDigit) }),
            let vendor = UInt16(parts[0], radix: 16), let product = UInt16(parts[1], radix: 16)
        else { return nil }
        self.init(vendor: vendor, product: product)
    }

    public static func < (left: USBIdentifier, right: USBIdentifier) -> Bool {
        (left.vendor, left.product) < (right.vendor, right.product)
    }

    private static func text(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

/// What sort of thing a reader is built into. The words of the command-line contract and of the udev property
/// `RA_READER_KIND`.
public enum ReaderKind: String, Sendable, Hashable, CaseIterable {
    /// A reader of its own, on a cable.
    case desktop
    /// Built into a keyboard.
    case keyboard
    /// Built into a laptop or its chip set.
    case laptop
    /// Software, for tests and trials.
    case virtual
    case unknown
}

/// A reader model that this program knows something about.
public struct KnownReader: Hashable, Sendable {
    public let id: USBIdentifier
    /// The model, as libccid names it; where libccid doesn't list it, what is known of it.
    public let model: String
    public let kind: ReaderKind
    /// False where Debian 12's libccid 1.5.2 doesn't list the device, so that pcscd may not serve it.
    public let isListedByLibccid: Bool
    public let troubles: Set<KnownTrouble>

    init(
        _ id: USBIdentifier, _ kind: ReaderKind, _ model: String, listed: Bool = true,
        _ troubles: Set<KnownTrouble> = []
    ) {
        self.id = id
        self.model = model
        self.kind = kind
        isListedByLibccid = listed
        self.troubles = troubles
    }
}

/// Faults of reader models, from libccid's source (src/ccid.c, src/commands.c).
public enum KnownTrouble: String, Sendable, Hashable, CaseIterable {
    /// Says that it has a pinpad and has none; libccid switches the claim off, except Dell's (open-eid/minidriver #47).
    case falsePinpad
    /// Has a pinpad that also sends the PIN to the computer; libccid switches it off.
    case pinpadSendsPIN
    /// Cuts T=1 answers at 128 bytes in firmware 1.00; libccid sends extended APDUs instead.
    case shortAnswersFirmware100
    /// Hangs on USB 3 in firmware 2.00, because of zero-length packets; a USB 2 socket or hub helps.
    case hangsOnUSB3Firmware200
}

extension KnownTrouble {
    /// The firmware that has the fault, as binary-coded decimal `bcdDevice` (USB 2.0, §9.6.1); nil means all.
    public var firmware: UInt16? {
        switch self {
        case .falsePinpad, .pinpadSendsPIN: nil
        case .shortAnswersFirmware100: 0x0100
        case .hangsOnUSB3Firmware200: 0x0200
        }
    }
}
