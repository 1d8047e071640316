/// An attribute of a reader or card (`SCARD_ATTR_…`, pcsc-lite's `reader.h`) and the type of its value.
public struct CardAttribute<Value: Sendable>: Sendable {
    /// `SCARD_ATTR_VALUE(class, tag)`.
    public let code: UInt32
    /// Nil for bytes that are not such a value.
    let decode: @Sendable ([UInt8]) -> Value?

    /// An attribute that is not listed here.
    public init(code: UInt32, decode: @escaping @Sendable ([UInt8]) -> Value?) {
        self.code = code
        self.decode = decode
    }
}

extension CardAttribute<[UInt8]> {
    /// The card's answer to reset.
    public static let atr = CardAttribute(code: 0x0009_0303) { $0 }
    /// Any attribute as bytes.
    public static func bytes(code: UInt32) -> CardAttribute { CardAttribute(code: code) { $0 } }
}

extension CardAttribute<String> {
    /// The manufacturer, made safe to show.
    public static let vendorName = CardAttribute(code: 0x0001_0100) { Self.text($0) }
    /// The model, made safe to show.
    public static let model = CardAttribute(code: 0x0001_0101) { Self.text($0) }
    /// The reader's serial number, made safe to show.
    public static let serialNumber = CardAttribute(code: 0x0001_0103) { Self.text($0) }

    private static func text(_ bytes: [UInt8]) -> String { ReaderName(bytes: bytes).description }
}

extension CardAttribute<ReaderName> {
    /// The reader's name as the service lists it.
    public static let friendlyName = CardAttribute(code: 0x7FFF_0003) { ReaderName(bytes: $0) }
}

extension CardAttribute<ReaderChannel> {
    /// How the reader is attached.
    public static let channel = CardAttribute(code: 0x0002_0110) { bytes in
        guard let value = UInt32(littleEndianBytes: bytes) else { return nil }
        return ReaderChannel(kind: UInt16(value >> 16), number: UInt16(value & 0xFFFF))
    }
}

extension CardAttribute<ReaderVersion> {
    /// The version of the reader's firmware or driver.
    public static let version = CardAttribute(code: 0x0001_0102) { bytes in
        guard let value = UInt32(littleEndianBytes: bytes) else { return nil }
        return ReaderVersion(
            major: UInt8(value >> 24), minor: UInt8(value >> 16 & 0xFF), build: UInt16(value & 0xFFFF))
    }
}

/// `SCARD_ATTR_CHANNEL_ID`: `0xDDDDCCCC`, kind and number.
public struct ReaderChannel: Hashable, Sendable {
    /// 0x0001 serial, 0x0002 parallel, 0x0004 PS/2, 0x0008 SCSI, 0x0010 IDE, 0x0020 USB, 0x0040 PC Card… (PC/SC part 3).
    public let kind: UInt16
    /// For USB, bus and device address: `0xBBDD` (libccid).
    public let number: UInt16

    /// A channel from its parts.
    public init(kind: UInt16, number: UInt16) {
        self.kind = kind
        self.number = number
    }

    /// Bus and device address, as `lsusb` shows them; nil for a reader that is not on USB.
    public var usb: (bus: UInt8, device: UInt8)? {
        kind == 0x0020 ? (UInt8(number >> 8), UInt8(number & 0xFF)) : nil
    }
}

/// `SCARD_ATTR_VENDOR_IFD_VERSION`: `0xMMmmbbbb`.
public struct ReaderVersion: Hashable, Sendable, CustomStringConvertible {
    /// The first number of the version.
    public let major: UInt8
    /// The second number.
    public let minor: UInt8
    /// The third number.
    public let build: UInt16

    /// A version from its parts.
    public init(major: UInt8, minor: UInt8, build: UInt16) {
        self.major = major
        self.minor = minor
        self.build = build
    }

    /// As in `1.4.2`.
    public var description: String { "\(major).\(minor).\(build)" }
}

extension UInt32 {
    /// Four bytes, or eight of which the upper four are not looked at: drivers return a `DWORD`, whose size depends on
    /// the machine.
    init?(littleEndianBytes bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 8 else { return nil }
        self = bytes.prefix(4).enumerated().reduce(0) { $0 | UInt32($1.element) << (8 * UInt32($1.offset)) }
    }
}
