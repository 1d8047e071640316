import Foundation
import Instants
import PCSC
import Preflight
import ReaderHardware
import Testing
import WorkstationSettings

/// A computer laid out in a folder, with the readers that a test gives it.
struct TestWorkstation {
    var workstation: Workstation
    let root: String

    init(readers: [AttachedReader] = [], usb: [USBReader] = []) throws {
        root = FileManager.default.temporaryDirectory.appending(path: "ra-computer-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        let now = try #require(UTCInstant(rfc3339: "2026-11-21T22:00:00Z"))
        workstation = Workstation(
            name: "TEST-1", configuration: WorkstationConfiguration(), environment: [:], now: now)
        workstation.root = root
        workstation.service = Shared { .running(readers) }
        workstation.serviceStart = Shared { .unknown }
        workstation.usbReaders = Shared { usb }
    }

    func write(_ text: String, to path: String) throws {
        let file = URL(fileURLWithPath: root + path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// Runs one check as the program does.
    func finding(_ id: String) async throws -> Finding {
        let preflight = try Preflight.all.only([id])
        let finding = try #require(await preflight.run(on: workstation).results.first).finding
        // found: W10. What a check can stop is known before it is made, so that nobody is ready who left it out.
        #expect(preflight.checks.allSatisfy { finding.blocks.isSubset(of: $0.blocksWhenCrashed) }, "\(id)")
        return finding
    }
}

extension AttachedReader {
    /// A reader in a state given by the flags of winscard.h.
    static func test(
        _ index: Int, _ name: ReaderName = "Reader", flags: ReaderState.Flags = .empty, atr: [UInt8] = [],
        device: USBReader? = nil, kind: ReaderKind = .desktop
    ) -> AttachedReader {
        AttachedReader(
            index: index, state: ReaderState(name: name, word: flags.rawValue, atr: atr), device: device, kind: kind)
    }
}

extension USBReader {
    static func test(
        _ id: String, port: String = "1-1", serial: String? = nil, firmware: UInt16? = nil, controller: String? = nil,
        powerControl: String? = "on"
    ) throws -> USBReader {
        USBReader(
            port: port, id: try #require(USBIdentifier(id)), serial: serial, firmware: firmware,
            controller: controller, powerControl: powerControl)
    }
}
