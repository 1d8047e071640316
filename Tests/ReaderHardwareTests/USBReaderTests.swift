import ReaderHardware
import Testing

@Suite struct USBReaderTests {
    @Test func `a machine without USB has no readers`() {
        #expect(USBReader.connected(sysfs: "/nonexistent").isEmpty)
    }

    @Test func `only devices with a smartcard interface are readers`() throws {
        let sysfs = try FakeSysfs()
        try sysfs.plugIn(
            "1-1", ["idVendor": "046a", "idProduct": "00a1", "bcdDevice": "0100", "power/control": "auto"],
            interfaces: [["bInterfaceClass": "03"], ["bInterfaceClass": "0b"]])
        try sysfs.plugIn("1-2", ["idVendor": "046d", "idProduct": "c31c"], interfaces: [["bInterfaceClass": "03"]])
        try sysfs.plugIn("usb1", ["product": "xHCI Host Controller"], interfaces: [["bInterfaceClass": "09"]])
        let readers = USBReader.connected(sysfs: sysfs.path)
        let id = try #require(USBIdentifier("046a:00a1"))
        #expect(
            readers == [
                USBReader(
                    port: "1-1", id: id, firmware: 0x0100, interfaces: [nil], controller: "xHCI Host Controller",
                    powerControl: "auto")
            ])
        #expect(readers.first?.kind == .keyboard)
        #expect(readers.first?.firmwareText == "1.00")
        #expect(readers.first?.troubles == [.shortAnswersFirmware100])
    }

    @Test func `a device whose numbers can't be read is passed over`() throws {
        let sysfs = try FakeSysfs()
        try sysfs.plugIn("1-1", ["idVendor": "zzzz", "idProduct": "00a1"], interfaces: [["bInterfaceClass": "0b"]])
        try sysfs.plugIn("1-2", ["serial": "1"], interfaces: [["bInterfaceClass": "0b"]])
        #expect(USBReader.connected(sysfs: sysfs.path).isEmpty)
    }

    @Test(arguments: [(UInt16(0x0200), 1), (0x0201, 0), (nil, 0)])
    func `a fault of one firmware counts for that firmware only`(firmware: UInt16?, troubles: Int) throws {
        let id = try #require(USBIdentifier("08e6:3437"))
        #expect(USBReader(port: "1-1", id: id, firmware: firmware).troubles.count == troubles)
    }
}
