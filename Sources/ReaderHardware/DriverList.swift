import Foundation

/// The devices that libccid says it drives, from its bundle's property list.
public struct DriverList: Sendable {
    /// Where Debian keeps libccid's list (package libccid).
    public static let debianPath = "/etc/libccid_Info.plist"

    /// The driver's names for each device. A few devices stand in the list twice.
    public let models: [USBIdentifier: Set<String>]

    /// Reads a property list; nil when it isn't there or isn't one.
    public init?(path: String = DriverList.debianPath) {
        guard let data = FileManager.default.contents(atPath: path),
            let list = try? PropertyListDecoder().decode(PropertyList.self, from: data),
            list.ifdVendorID.count == list.ifdProductID.count, list.ifdVendorID.count == list.ifdFriendlyName.count
        else { return nil }
        var models: [USBIdentifier: Set<String>] = [:]
        for (index, vendor) in list.ifdVendorID.enumerated() {
            // Written as 0x076B.
            guard let id = USBIdentifier(vendor.dropFirst(2) + ":" + list.ifdProductID[index].dropFirst(2)) else {
                continue
            }
            models[id, default: []].insert(list.ifdFriendlyName[index])
        }
        self.models = models
    }

    private struct PropertyList: Decodable {
        let ifdVendorID: [String]
        let ifdProductID: [String]
        let ifdFriendlyName: [String]
    }
}
