import ReaderHardware
import Testing

@Suite struct ReaderMatchingTests {
    private let omnikey = USBIdentifier(vendor: 0x076b, product: 0x3031)
    private let cherry = USBIdentifier(vendor: 0x046a, product: 0x00a1)

    private func match(_ devices: [USBReader], _ names: [String]) -> [String?] {
        ReaderMatching(devices: devices) { KnownReader.with($0).map { [$0.model] } ?? [] }
            .devices(behind: names).map { $0?.port }
    }

    @Test func `two identical readers are told apart by serial, in whatever order they come`() {
        let devices = [
            USBReader(port: "1-1", id: omnikey, serial: "AAA"), USBReader(port: "1-2", id: omnikey, serial: "BBB"),
        ]
        let model = "HID Global OMNIKEY 3x21 Smart Card Reader"
        #expect(
            match(devices, ["\(model) (BBB) 00 00", "\(model) (AAA) 01 00", "\(model) 02 00"]) == ["1-2", "1-1", nil])
    }

    @Test func `interface name and serial number are both in pcscd's name`() {
        let device = USBReader(port: "1-1", id: omnikey, serial: "7", interfaces: ["OMNIKEY 3x21"])
        #expect(
            match([device], ["HID Global OMNIKEY 3x21 Smart Card Reader [OMNIKEY 3x21] (7) 00 00"]) == ["1-1"])
    }

    @Test func `identical readers without a serial number are taken in the order of their numbers`() {
        let devices = [USBReader(port: "1-1", id: cherry), USBReader(port: "1-4", id: cherry)]
        #expect(match(devices, ["Cherry KC 1000 SC 00 00", "Cherry KC 1000 SC 01 00"]) == ["1-1", "1-4"])
    }

    @Test func `two slots of one reader are one device`() {
        let device = USBReader(port: "1-1", id: cherry)
        #expect(match([device], ["Cherry KC 1000 SC 00 00", "Cherry KC 1000 SC 00 01"]) == ["1-1", "1-1"])
    }

    @Test func `a reader of another driver is known by its serial number`() {
        let device = USBReader(port: "1-1", id: USBIdentifier(vendor: 1, product: 2), serial: "S9")
        #expect(match([device], ["Strange Reader (S9) 00 00", "Virtual PCD 00 00"]) == ["1-1", nil])
    }

    @Test func `names that are no names at all match nothing`() {
        #expect(match([USBReader(port: "1-1", id: cherry)], ["", " ", "00 00", "\u{1B}[2J"]) == [nil, nil, nil, nil])
    }
}
