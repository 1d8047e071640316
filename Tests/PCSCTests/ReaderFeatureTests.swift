import CPCSCLite
import PCSCTesting
import Synchronization
import Testing
import VirtualCards

@testable import PCSC

struct ReaderFeatureTests {
    @Test(
        arguments: [
            ([], [:]),
            (
                [0x06, 0x04, 0x42, 0x33, 0x00, 0x06, 0x12, 0x04, 0x42, 0x33, 0x00, 0x12],
                [0x06: 0x4233_0006, 0x12: 0x4233_0012]
            ),
            ([0x06, 0x04, 0x42, 0x33], [:]),
            ([0x06, 0x03, 0x42, 0x33, 0x00, 0x06, 0x00], [:]),
            ([0x06, 0x04, 0, 0, 0, 1, 0x12], [0x06: 1]),
        ] as [([UInt8], [UInt8: UInt32])])
    func `the list of features is read as far as it is one`(bytes: [UInt8], features: [UInt8: UInt32]) {
        let parsed = ReaderFeature.parse(bytes)
        #expect(Dictionary(uniqueKeysWithValues: parsed.map { ($0.key.rawValue, $0.value.rawValue) }) == features)
    }

    @Test func `a control code that the reader uses for passcodes is refused, whatever its number`() throws {
        let desk = SimulatedService()
        desk.attach(SimulatedReader("A"), card: .blank)
        var table = desk.table
        let sent = Mutex<[UInt32]>([])
        table.control = { _, code, _, _, output, _, returned in
            sent.withLock { $0.append(UInt32(truncatingIfNeeded: code)) }
            let features: [UInt8] = [0x06, 0x04, 0x12, 0x34, 0x56, 0x78, 0x12, 0x04, 0x42, 0x00, 0x00, 0x12]
            output?.copyMemory(from: features, byteCount: features.count)
            returned.pointee = DWORD(features.count)
            return 0
        }
        let connection = try Context(functions: table).connect(to: "A", share: .direct)
        #expect(try connection.features()[.verifyPINDirect] == 0x1234_5678)
        #expect(throws: PCSCError(.commandRefused, .control, reader: "A")) { try connection.control(0x1234_5678) }
        #expect(!sent.withLock { $0.contains(0x1234_5678) })
        _ = try connection.control(0x4200_0012)
        #expect(sent.withLock { $0.last } == 0x4200_0012)
    }

    @Test func `properties are read as far as they go`() {
        let properties = ReaderProperties(parsing: [
            6, 1, 4, 7, 1, 12, 10, 4, 0x00, 0x01, 0, 0, 11, 2, 0x6B, 0x07, 9, 9,
        ])
        #expect(properties.passcodeLength == 4...12)
        #expect(properties.maximumAPDULength == 256)
        #expect(properties.usbVendor == 0x076B)
        #expect(properties.usbProduct == nil)
        #expect(ReaderProperties(parsing: [6, 1, 12, 7, 1, 4]).passcodeLength == nil)
    }

    @Test func `attributes have types, and one that the driver lacks is nil`() throws {
        let desk = SimulatedService()
        desk.attach(SimulatedReader("A", vendor: "ACME\u{1B}", serialNumber: "0042"), card: .blank)
        let connection = try Context(functions: desk.table).connect(to: "A")
        #expect(try connection.attribute(.atr) == VirtualCard.blank.atr)
        #expect(try connection.attribute(.vendorName) == "ACME\\u{1B}")
        #expect(try connection.attribute(.serialNumber) == "0042")
        #expect(try connection.attribute(.bytes(code: 0x0005_0140)) == nil)
        #expect(ReaderChannel(kind: 0x20, number: 0x0107).usb?.device == 7)
    }

    @Test func `control codes are numbered as pcsc-lite's reader.h numbers them`() {
        #expect(ControlCode.function(3400) == 0x4200_0D48)
        #expect(ControlCode.function(1) == ControlCode(rawValue: 0x4200_0001))
    }

    @Test func `a session asks its reader, and sends no code that its policy refuses`() async throws {
        let desk = SimulatedService()
        var reader = SimulatedReader("A", vendor: "ACME")
        // Properties under a code of the reader's own, and in them the longest command: 256 bytes (PC/SC part 10, 2.6.14).
        reader.controlAnswers = [
            0x4200_0D48: [0x12, 0x04, 0x42, 0x00, 0x00, 0x12], 0x4200_0012: [10, 4, 0x00, 0x01, 0, 0],
            0x4200_0001: [1],
        ]
        desk.attach(reader, card: .blank)
        let service = PCSCService(functions: desk.table, policy: CommandPolicy { _ in true })
        let insertion = try #require(try await service.readers().first?.insertion)
        try await service.withSession(with: insertion) { session throws in
            #expect(try session.attribute(.vendorName) == "ACME")
            #expect(try session.features() == [.tlvProperties: 0x4200_0012])
            #expect(try session.properties()?.maximumAPDULength == 256)
            #expect(throws: PCSCError(.commandRefused, .control, reader: "A")) { try session.control(.function(1)) }
        }
    }

    @Test func `a reader that knows no control code has no features, and says so to any other code`() throws {
        let desk = SimulatedService()
        desk.attach(SimulatedReader("A"), card: .blank)
        let connection = try Context(functions: desk.table).connect(to: "A")
        #expect(try connection.features() == [:])
        #expect(try connection.properties() == nil)
        #expect(throws: PCSCError(.unsupportedFeature, .control, reader: "A")) { try connection.control(.function(1)) }
    }
}
