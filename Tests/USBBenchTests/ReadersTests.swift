import Foundation
import ISO7816
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

extension OverUSB {
    /// `ra readers` through the kernel, libccid and pcscd.
    @Suite struct ReadersTests {
        private let bench: USBBench

        init() throws {
            bench = try USBBench.current
        }

        private func blankCard(_ atr: [UInt8] = PIVCard.atr) -> VirtualCard {
            VirtualCard(atr: atr, responder: BlankCard())
        }

        /// What is public of an NHS card of series 5 or 6 (smartcard_list.txt).
        private let olderATR: [UInt8] = [0x3B, 0x6A, 0x00, 0xFF] + Array("JCOP41V221".utf8)

        @Test func `two readers of one model are told apart by serial number, each with its card`() async throws {
            try await bench.insert(blankCard(), blankCard(olderATR))
            let readers = try await bench.readers { $0.count == 2 }
            #expect(readers.map { $0["usb"] } == bench.readers.map(\.usb))
            #expect(readers.map { $0["state"] } == ["present", "present"])
            #expect(readers.map { $0["atr"]?.string } == [PIVCard.atr, olderATR].map(\.hexadecimal))
            #expect(readers.map { $0["kind"] } == ["unknown", "unknown"])
            #expect(bench.readers.allSatisfy { $0.slot.refusals == 0 })
        }

        @Test func `a card taken out and another put in are seen`() async throws {
            try await bench.insert(blankCard(), nil)
            bench.readers[0].slot.remove()
            let empty = try await bench.readers { $0.first?["state"] == "empty" }
            #expect(empty[0]["atr"] == .null)
            bench.readers[0].slot.insert(blankCard(olderATR))
            let other = try await bench.readers { $0.first?["state"] == "present" }
            #expect(other[0]["atr"]?.string == olderATR.hexadecimal)
        }

        @Test func `a reader that is unplugged goes, and comes back under its name with its card in`() async throws {
            try await bench.insert(blankCard(), blankCard())
            let before = try await bench.readers { $0.count == 2 }
            try await bench.unplug(bench.readers[1])
            let alone = try await bench.readers { $0.count == 1 }
            #expect(alone[0]["usb"] == bench.readers[0].usb)
            #expect(try await bench.shell("ls /dev/ra/by-serial").output == "08e6-4433-RA0001\n")
            try await bench.plugIn(bench.readers[1])
            let after = try await bench.readers { $0.count == 2 && $0.allSatisfy { $0["state"] == "present" } }
            #expect(after.map { $0["name"] } == before.map { $0["name"] })
            #expect(after[1]["usb"] == bench.readers[1].usb)
            #expect(try await bench.shell("cat /sys/bus/usb/devices/1-2/power/control").output == "on\n")
        }
    }
}
