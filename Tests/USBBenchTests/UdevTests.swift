import Foundation
import JSON
import ReaderHardware
import TestSupport
import Testing

extension OverUSB {
    /// The rules of `udev/` as systemd-udevd takes them, after libccid's.
    @Suite struct UdevTests {
        private func device(_ reader: USBBench.Reader) -> String {
            "$(dirname $(grep -l \(reader.serial) /sys/bus/usb/devices/*/serial))"
        }

        @Test func `each reader is kept awake, though libccid's rules would let it sleep`() async throws {
            let bench = try USBBench.current
            for reader in bench.readers {
                let control = try await bench.shell("cat \(device(reader))/power/control")
                #expect(control.output == "on\n")
            }
            #expect(
                try await bench.shell("grep -c power/control.*auto /usr/lib/udev/rules.d/92-libccid.rules").output
                    == "1\n")
        }

        @Test func `each reader has a link by its serial number and one by its port`() async throws {
            let bench = try USBBench.current
            for (port, reader) in zip(1..., bench.readers) {
                let node = try await bench.shell("sed -n 's/DEVNAME=/\\/dev\\//p' \(device(reader))/uevent").output
                for link in ["by-serial/08e6-4433-\(reader.serial)", "by-port/1-\(port)"] {
                    #expect(try await bench.shell("readlink -f /dev/ra/\(link)").output == node, "\(link)")
                }
            }
        }

        @Test func `a reader of a model that is not in the table is of unknown kind`() async throws {
            let bench = try USBBench.current
            for reader in bench.readers {
                let properties = try await bench.shell("udevadm info --query property \(device(reader))").output
                #expect(properties.contains("RA_READER_KIND=unknown\n"))
                #expect(properties.contains("ID_SERIAL_SHORT=\(reader.serial)\n"))
            }
        }

        @Test func `what is no reader is left alone`() async throws {
            let hub = try await USBBench.current.shell("udevadm info --query property /sys/bus/usb/devices/usb1")
            #expect(hub.status == 0)
            #expect(!hub.output.contains("RA_"))
            #expect(!hub.output.contains("/dev/ra"))
        }

        /// The last model of each vendor and kind, by laying its numbers over those of a reader that is there.
        @Test func `known models get their kind from systemd-udevd`() async throws {
            let bench = try USBBench.current
            let groups = Dictionary(grouping: KnownReader.all) { "\($0.id.vendor) \($0.kind)" }
            let chosen = groups.values.compactMap { $0.max { $0.id < $1.id } }.sorted { $0.id < $1.id }
            #expect(chosen.count > 15)
            let models = chosen.map { "\($0.id.vendorText) \($0.id.productText)" }.joined(separator: "\\n")
            let script = """
                d=$(readlink -f \(device(bench.readers[0]))); touch /tmp/vendor /tmp/product; \
                mount --bind /tmp/vendor $d/idVendor; mount --bind /tmp/product $d/idProduct; \
                printf '\(models)\\n' | while read -r vendor product; do \
                echo $vendor > /tmp/vendor; echo $product > /tmp/product; \
                echo $vendor:$product $(udevadm test $d 2>/dev/null | sed -n 's/^RA_READER_KIND=//p'); done; \
                umount $d/idVendor; umount $d/idProduct
                """
            let answer = try await bench.shell(script)
            let expected = chosen.map { "\($0.id) \($0.kind.rawValue)" }
            #expect(answer.output.split(separator: "\n").map(String.init) == expected)
        }
    }
}
