/// Tells which USB device stands behind which of the PC/SC service's readers, without touching either.
///
/// pcscd builds a reader's name from the driver's name for the model, the interface's name and the serial number, and
/// two numbers: `Model [Interface] (Serial) 00 00` (PCSC src/hotplug_libudev.c, `HPAddDevice`; src/readerfactory.c). The
/// first number counts readers of that name, the second slots. So the name alone tells the device, except among
/// identical readers without a serial number, which nothing but their place tells apart.
public struct ReaderMatching: Sendable {
    /// The longest name that pcscd gives before its numbers (`MAX_READERNAME`, 128 with NUL, less ` 00 00`).
    static let longestName = 121

    private let devices: [USBReader]
    /// The driver's names for a model; usually one.
    private let modelNames: @Sendable (USBIdentifier) -> Set<String>

    public init(devices: [USBReader], modelNames: @escaping @Sendable (USBIdentifier) -> Set<String>) {
        self.devices = devices
        self.modelNames = modelNames
    }

    /// The device behind each reader, nil where none is found.
    public func devices(behind readers: [String]) -> [USBReader?] {
        let names = readers.map(ServiceName.init)
        return names.map { name in
            let candidates = candidates(for: name)
            guard candidates.count > 1 else { return candidates.first }
            let numbers = Set(names.filter { $0.base == name.base }.map(\.number)).sorted()
            let place = numbers.firstIndex(of: name.number) ?? 0
            return candidates[min(place, candidates.count - 1)]
        }
    }

    private func candidates(for name: ServiceName) -> [USBReader] {
        let exact = devices.filter { expectedNames(of: $0).contains(name.base) }
        if !exact.isEmpty { return exact }
        // A driver other than libccid names the model in its own way; the serial number still tells.
        return devices.filter { device in device.serial.map { name.base.hasSuffix("(\($0))") } ?? false }
    }

    private func expectedNames(of device: USBReader) -> Set<String> {
        var expected: Set<String> = []
        for model in modelNames(device.id) {
            for interface in device.interfaces {
                var name = model
                if let interface { name += " [\(interface)]" }
                if let serial = device.serial, interface?.contains(serial) != true { name += " (\(serial))" }
                expected.insert(String(decoding: name.utf8.prefix(Self.longestName), as: UTF8.self))
            }
        }
        return expected
    }
}

/// A reader's name in its parts.
struct ServiceName: Hashable {
    /// Model, interface and serial number.
    let base: String
    /// The two hexadecimal digits that tell readers of one base apart.
    let number: String

    init(_ name: String) {
        let parts = name.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count > 2, parts.suffix(2).allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isHexDigit) }) else {
            base = name
            number = ""
            return
        }
        base = parts.dropLast(2).joined(separator: " ")
        number = String(parts[parts.count - 2])
    }
}
