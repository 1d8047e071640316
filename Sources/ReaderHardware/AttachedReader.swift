import PCSC

/// A reader of the PC/SC service with what is known of the hardware behind it.
public struct AttachedReader: Hashable, Sendable {
    /// Its place in the service's list. Changes when readers come and go: never a name for a reader.
    public let index: Int
    public let state: ReaderState
    /// The USB device, where one is found.
    public let device: USBReader?
    public let kind: ReaderKind

    public init(index: Int, state: ReaderState, device: USBReader?, kind: ReaderKind) {
        self.index = index
        self.state = state
        self.device = device
        self.kind = kind
    }

    public var name: ReaderName { state.name }

    /// The service's readers with the hardware behind each.
    ///
    /// - Parameters:
    ///   - states: in the service's order.
    ///   - devices: what the kernel sees.
    ///   - isSimulated: true when the readers are software of this program.
    ///   - driverList: libccid's property list; read only where a reader isn't one that this module knows.
    public static func list(
        _ states: [ReaderState], devices: [USBReader], isSimulated: Bool = false,
        driverList: String = DriverList.debianPath
    ) -> [AttachedReader] {
        let isEachKnown = devices.allSatisfy { $0.known != nil }
        let driver = isEachKnown ? nil : DriverList(path: driverList)
        let matching = ReaderMatching(devices: devices) { id in
            driver?.models[id] ?? KnownReader.with(id).map { [$0.model] } ?? []
        }
        let behind = matching.devices(behind: states.map { String(decoding: $0.name.bytes, as: UTF8.self) })
        return zip(states, behind).enumerated().map { index, pair in
            let (state, device) = pair
            let isVirtual = isSimulated || device == nil && state.name.bytes.starts(with: vpcdName)
            return AttachedReader(
                index: index, state: state, device: device, kind: isVirtual ? .virtual : device?.kind ?? .unknown)
        }
    }

    /// What Debian's vsmartcard-vpcd calls its readers (`/etc/reader.conf.d/vpcd`).
    private static let vpcdName = Array("Virtual PCD".utf8)
}

extension Collection<AttachedReader> {
    /// How many smartcards can be in at the same time: the handbook's fact `workstation.readers`.
    ///
    /// Slots that the service can't use don't count, nor does the contactless slot of a reader that also has one with
    /// contacts. A keyboard's reader counts.
    public var contactSlots: Int { contactReaders.count }

    /// The slots that ``contactSlots`` counts, in order.
    public var contactReaders: [AttachedReader] {
        let usable = filter { $0.state.condition != .unavailable }
        let withContacts = Set(usable.filter { !$0.isContactless }.compactMap(\.hardware))
        return usable.filter { reader in
            !reader.isContactless || reader.hardware.map { !withContacts.contains($0) } ?? true
        }
    }
}

extension AttachedReader {
    /// True for a slot that its name calls contactless (`CL`, `PICC`, `NFC`, `Contactless`): readers with both kinds of
    /// slots name them so.
    public var isContactless: Bool {
        let words = String(decoding: state.name.bytes, as: UTF8.self).uppercased()
            .split { !$0.isLetter && !$0.isNumber }
        return words.contains { $0 == "CL" || $0 == "PICC" || $0 == "NFC" || $0.hasPrefix("CONTACTLESS") }
            || words.contains { $0.hasSuffix("CL") && $0.dropLast(2).allSatisfy(\.isNumber) }
    }

    /// What slots of one device have in common: the port, or without a known device nothing.
    fileprivate var hardware: String? { device?.port }
}
