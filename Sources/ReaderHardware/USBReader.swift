/// A USB smartcard reader as the kernel sees it, whether or not the PC/SC service serves it: a device with an interface
/// of class 0x0B (USB-IF, "Smart Card").
public struct USBReader: Hashable, Sendable {
    /// The kernel's name for the place it is plugged into: `1-2.3`.
    public let port: String
    public let id: USBIdentifier
    /// `iSerialNumber`, as the device gives it; many readers have none.
    public let serial: String?
    public let manufacturer: String?
    public let product: String?
    /// `bcdDevice`, binary-coded decimal: 0x0200 is 2.00.
    public let firmware: UInt16?
    /// `iInterface` of each smartcard interface, in order; nil for one without a name.
    public let interfaces: [String?]
    /// The controller's name, from its root hub: `xHCI Host Controller` for USB 3.
    public let controller: String?
    /// `power/control`: `auto` lets the kernel put the device to sleep, `on` keeps it awake.
    public let powerControl: String?

    public init(
        port: String, id: USBIdentifier, serial: String? = nil, manufacturer: String? = nil, product: String? = nil,
        firmware: UInt16? = nil, interfaces: [String?] = [nil], controller: String? = nil, powerControl: String? = nil
    ) {
        self.port = port
        self.id = id
        self.serial = serial
        self.manufacturer = manufacturer
        self.product = product
        self.firmware = firmware
        self.interfaces = interfaces
        self.controller = controller
        self.powerControl = powerControl
    }

    public var known: KnownReader? { KnownReader.with(id) }
    public var kind: ReaderKind { known?.kind ?? .unknown }

    /// `2.00`; nil when the firmware's number is not known.
    public var firmwareText: String? {
        guard let firmware else { return nil }
        let minor = String(firmware & 0xFF, radix: 16)
        return String(firmware >> 8, radix: 16) + "." + (minor.count == 1 ? "0" : "") + minor
    }

    /// The faults that this very device has, as far as its firmware is known: one that only some firmware has counts
    /// when the firmware's number is that one.
    public var troubles: Set<KnownTrouble> {
        (known?.troubles ?? []).filter { $0.firmware == nil || $0.firmware == firmware }
    }
}
