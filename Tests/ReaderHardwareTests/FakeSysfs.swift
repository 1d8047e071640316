import Foundation

/// A folder that looks like sysfs, with the devices that a test plugs in.
struct FakeSysfs {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "ra-sysfs-\(UUID())").path()
        try FileManager.default.createDirectory(
            atPath: path + "/bus/usb/devices", withIntermediateDirectories: true)
    }

    func plugIn(_ port: String, _ attributes: [String: String], interfaces: [[String: String]]) throws {
        try write(attributes, to: port)
        for (number, interface) in interfaces.enumerated() {
            try write(interface, to: "\(port):1.\(number)")
        }
    }

    private func write(_ attributes: [String: String], to device: String) throws {
        for (name, value) in attributes {
            let file = URL(fileURLWithPath: "\(path)/bus/usb/devices/\(device)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data((value + "\n").utf8).write(to: file)
        }
    }
}
