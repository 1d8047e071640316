import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

extension OverUSB {
    /// Checks of the preflight that a simulated desk can't show: each made to complain on a real kernel, and its
    /// remedy carried out.
    @Suite struct PreflightTests {
        private let bench: USBBench

        init() throws {
            bench = try USBBench.current
        }

        private func check(_ id: String) async throws -> JSONValue {
            let report = try await bench.shell("ra preflight --only \(id) --json").json()
            return try #require(report["checks"]?.array?.first)
        }

        private func commands(_ check: JSONValue) -> [String] {
            (check["remedies"]?.array ?? []).flatMap { $0["commands"]?.array ?? [] }.compactMap(\.string)
        }

        @Test func `the desk as it comes has no failing check of service, drivers or readers`() async throws {
            let card = VirtualCard(atr: USBBench.atr, responder: BlankCard())
            try await bench.insert(card, card)
            let report = try await bench.shell("ra preflight --json").json()
            let checks = try #require(report["checks"]?.array)
            let complaints = checks.filter { $0["status"] == "fail" || $0["status"] == "crashed" }
            let ids = complaints.compactMap { $0["id"]?.string }
            #expect(ids.allSatisfy { !$0.hasPrefix("service.") && !$0.hasPrefix("readers.") }, "\(ids)")
        }

        @Test func `a reader that may be put to sleep is noticed, and the remedy's commands keep it awake`()
            async throws
        {
            try await bench.shell("echo auto > /sys/bus/usb/devices/1-1/power/control")
            let sleepy = try await check("readers.power")
            #expect(sleepy["status"] == "warn")
            for command in commands(sleepy) { #expect(try await bench.shell(command).status == 0) }
            try await bench.shell("udevadm settle")
            #expect(try await check("readers.power")["status"] == "pass")
        }

        @Test func `two readers of one model are told apart by their serial numbers`() async throws {
            #expect(try await check("readers.identical")["status"] == "pass")
            // A reader whose serial number is the other's.
            let device = "/sys/bus/usb/devices/1-2"
            try await bench.shell(
                "cp /sys/bus/usb/devices/1-1/serial /tmp/serial; mount --bind /tmp/serial $(readlink -f \(device))/serial"
            )
            let twins = try await check("readers.identical")
            try await bench.shell("umount $(readlink -f \(device))/serial")
            #expect(twins["status"] == "warn")
        }

        /// By laying the numbers of Dell's keyboard over those of a reader that is there; the USB 3 controller is real.
        @Test func `a keyboard's reader with firmware that hangs on USB 3 is warned of, and not without it`()
            async throws
        {
            let device = try await bench.shell("readlink -f /sys/bus/usb/devices/1-1").output.trimmingCharacters(
                in: .newlines)
            #expect(try await check("readers.keyboard")["status"] == "pass")
            #expect(try await check("readers.firmware")["status"] == "pass")
            let values = [("idVendor", "413c"), ("idProduct", "2101"), ("bcdDevice", "0200")]
            for (name, value) in values {
                try await bench.shell("echo \(value) > /tmp/\(name); mount --bind /tmp/\(name) \(device)/\(name)")
            }
            let keyboard = try await check("readers.keyboard")
            let firmware = try await check("readers.firmware")
            for (name, _) in values { try await bench.shell("umount \(device)/\(name)") }
            #expect(keyboard["status"] == "warn")
            #expect(firmware["status"] == "warn")
            #expect(firmware["summary"]?.string?.contains("firmware 2.00, which hangs on USB 3") == true)
            #expect(try await check("readers.keyboard")["status"] == "pass")
        }

        @Test func `a reader that the service doesn't serve is named with its driver`() async throws {
            let list = "/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist"
            // A driver that doesn't list the device, as with HP's 03f0:0c24.
            try await bench.shell(
                "sed 's/0x4433/0x4434/' $(readlink -f \(list)) > /tmp/list; mount --bind /tmp/list $(readlink -f \(list))"
            )
            try await bench.restartService()
            let unserved = try await check("readers.served")
            try await bench.shell("umount $(readlink -f \(list))")
            try await bench.restartService()
            #expect(unserved["status"] == "fail")
            #expect(unserved["summary"]?.string?.contains("doesn't serve it") == true)
            let served = try await bench.readers { $0.count == 2 }
            #expect(served.count == 2)
            #expect(try await check("readers.served")["status"] == "pass")
        }

        @Test func `without the service the preflight says so, and after its start all is well`() async throws {
            try await bench.shell("killall pcscd; while pidof pcscd; do sleep 0.1; done")
            #expect(try await bench.shell("ra readers").status == 69)
            #expect(try await check("service.reachable")["status"] == "fail")
            try await bench.restartService()
            #expect(try await check("service.reachable")["status"] == "pass")
            _ = try await bench.readers { $0.count == 2 }
        }
    }
}
