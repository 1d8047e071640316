import Foundation

extension USBReader {
    /// The smartcard readers in sysfs, by port. Empty where there is no USB, as in most containers.
    ///
    /// - Parameter sysfs: where sysfs is mounted; a folder of a test's own.
    public static func connected(sysfs: String = "/sys") -> [USBReader] {
        let folder = sysfs + "/bus/usb/devices"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var interfaces: [Substring: [String]] = [:]
        for name in names.sorted() {
            guard let colon = name.firstIndex(of: ":"),
                attribute("bInterfaceClass", of: folder + "/" + name) == smartCardClass
            else { continue }
            interfaces[name[..<colon], default: []].append(name)
        }
        return interfaces.keys.sorted().compactMap { port in
            USBReader(port: String(port), interfaces: interfaces[port, default: []], folder: folder)
        }
    }

    /// USB-IF class code of smartcard devices, as sysfs writes it.
    private static let smartCardClass = "0b"

    private init?(port: String, interfaces: [String], folder: String) {
        let device = folder + "/" + port
        guard let vendor = Self.attribute("idVendor", of: device),
            let product = Self.attribute("idProduct", of: device),
            let id = USBIdentifier(vendor + ":" + product)
        else { return nil }
        let bus = port.prefix { $0 != "-" }
        self.init(
            port: port, id: id, serial: Self.attribute("serial", of: device),
            manufacturer: Self.attribute("manufacturer", of: device),
            product: Self.attribute("product", of: device),
            firmware: Self.attribute("bcdDevice", of: device).flatMap { UInt16($0, radix: 16) },
            interfaces: interfaces.map { Self.attribute("interface", of: folder + "/" + $0) },
            controller: Self.attribute("product", of: folder + "/usb" + bus),
            powerControl: Self.attribute("power/control", of: device))
    }

    /// A sysfs attribute without its final newline; nil when it is missing or empty. At most a page, as sysfs has it.
    private static func attribute(_ name: String, of device: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: device + "/" + name),
            let data = try? file.read(upToCount: 4096)
        else { return nil }
        var text = String(decoding: data, as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text.isEmpty ? nil : text
    }
}
