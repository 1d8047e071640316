import Foundation
import ReaderHardware
import Testing

/// The udev rules say what the table of readers says. That systemd-udevd takes them is shown on the USB bench.
@Suite struct UdevRulesTests {
    private let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "udev")

    /// The rules without remarks, each on one line.
    private func rules() throws -> [String] {
        try String(contentsOf: folder.appending(path: "93-ra-workstation.rules"), encoding: .utf8)
            .replacing(/\\\n\s*/, with: "")
            .split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    private func kindsByModel() throws -> [USBIdentifier: String] {
        let model = /ATTR{idVendor}=="([0-9a-f]{4})", ATTR{idProduct}=="([0-9a-f|]+)", ENV{RA_READER_KIND}="(\w+)"/
        var kinds: [USBIdentifier: String] = [:]
        for rule in try rules() where rule.contains("idVendor}==") {
            let match = try #require(rule.wholeMatch(of: model), "\(rule)")
            for product in match.2.split(separator: "|") {
                let id = try #require(USBIdentifier("\(match.1):\(product)"))
                #expect(kinds.updateValue(String(match.3), forKey: id) == nil, "two rules for \(id)")
            }
        }
        return kinds
    }

    @Test func `each reader of the table has its kind in the rules, and the rules know no others`() throws {
        let table = KnownReader.all.filter { $0.kind != .unknown }.map { ($0.id, $0.kind.rawValue) }
        #expect(try kindsByModel() == Dictionary(uniqueKeysWithValues: table))
    }

    /// libccid's rules turn autosuspend on; what is read last is what holds.
    @Test func `the one file of rules sorts after libccid's`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".rules") }
        #expect(files.count == 1)
        #expect(files.allSatisfy { $0 > "92-libccid.rules" })
    }

    /// Debian's pcscd runs as root; a user who may open the USB device goes round it.
    @Test(arguments: ["uaccess", "MODE", "OWNER", "GROUP", "RUN"])
    func `the rules give no user raw access to a reader, and run nothing`(word: String) throws {
        #expect(try rules().allSatisfy { !$0.contains(word) })
    }
}
