import JSON
import PCSC
import Preflight
import ReaderHardware
import Testing
import WorkstationSettings

@Suite struct HardwareChecksTests {
    static let plist = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0"><dict>
        <key>ifdVendorID</key><array><string>0x076B</string></array>
        <key>ifdProductID</key><array><string>0x3031</string></array>
        <key>ifdFriendlyName</key><array><string>HID Global OMNIKEY 3x21 Smart Card Reader</string></array>
        </dict></plist>
        """

    @Test func `a reader on USB that isn't served names what is missing`() async throws {
        let known = try USBReader.test("076b:3031", port: "1-1")
        let stranger = try USBReader.test("1234:5678", port: "1-2")
        let test = try TestWorkstation(usb: [known, stranger])
        let withoutDriver = try await test.finding("readers.served")
        #expect(withoutDriver.status == .fail)
        #expect(withoutDriver.remedies.flatMap(\.commands).contains("apt-get install libccid"))

        try test.write(Self.plist, to: "/etc/libccid_Info.plist")
        let finding = try await test.finding("readers.served")
        #expect(finding.summary.contains("076b:3031") && finding.summary.contains("1234:5678"))
        let remedies = finding.remedies.map(\.text)
        #expect(remedies.contains { $0.hasPrefix("The installed driver knows this reader") })
        #expect(remedies.contains { $0.contains("doesn't list 1234:5678") })
    }

    @Test func `served readers are listed with vendor, product, serial number and firmware`() async throws {
        let device = try USBReader.test("076b:3031", serial: "K7", firmware: 0x0104)
        let finding = try await TestWorkstation(readers: [.test(0, device: device)], usb: [device])
            .finding("readers.served")
        #expect(finding.status == .pass)
        #expect(finding.evidence["1-1"]?["serial"] == "K7")
        #expect(finding.evidence["1-1"]?["firmware"] == "1.04")
    }

    @Test func `a keyboard's reader is warned of with the known hang`() async throws {
        let finding = try await TestWorkstation(readers: [.test(0, "KC 1000", kind: .keyboard)])
            .finding("readers.keyboard")
        #expect(finding.status == .warn)
        #expect(finding.remedies.contains { $0.text.contains("two separate readers") })
    }

    @Test func `firmware that hangs on USB 3 is warned of there and not on USB 2`() async throws {
        for (controller, firmware, status) in [
            ("xHCI Host Controller", UInt16(0x0200), Finding.Status.warn), (nil, 0x0200, .warn),
            ("EHCI Host Controller", 0x0200, .pass), ("xHCI Host Controller", 0x0201, .pass),
        ] {
            let device = try USBReader.test("08e6:3437", firmware: firmware, controller: controller)
            let finding = try await TestWorkstation(usb: [device]).finding("readers.firmware")
            #expect(finding.status == status, "\(controller ?? "-") \(firmware)")
        }
    }

    @Test(arguments: [
        ("076b:3031", "has none"), ("413c:2101", "has none"), ("03f0:1024", "sends what is typed"),
        ("046a:00a1", "1.00"),
    ])
    func `pinpads that aren't there or that leak, and bad firmware, are warned of`(id: String, words: String)
        async throws
    {
        let device = try USBReader.test(id, firmware: 0x0100)
        let finding = try await TestWorkstation(usb: [device]).finding("readers.firmware")
        #expect(finding.status == .warn)
        #expect(finding.summary.contains(words))
    }

    @Test func `two readers of a model need serial numbers of their own`() async throws {
        func status(_ first: String?, _ second: String?) async throws -> Finding.Status {
            try await TestWorkstation(usb: [
                try .test("076b:3031", port: "1-1", serial: first), try .test("076b:3031", port: "1-2", serial: second),
            ]).finding("readers.identical").status
        }
        #expect(try await status("A", "B") == .pass)
        #expect(try await status("A", "A") == .warn)
        #expect(try await status(nil, "B") == .warn)
        #expect(try await status(nil, nil) == .warn)
    }

    @Test func `a reader that the configuration names is looked for by serial number or name`() async throws {
        let device = try USBReader.test("076b:3031", serial: "K7")
        var test = try TestWorkstation(readers: [.test(0, "OMNIKEY 00 00", device: device), .test(1, "Cherry 01 00")])
        #expect(try await test.finding("readers.assigned").status == .skip)
        test.workstation.configuration.readers = ReaderAssignment(operator: .serial("K7"), holder: .name("Cherry"))
        #expect(try await test.finding("readers.assigned").status == .pass)
        test.workstation.configuration.readers.holder = .serial("K8")
        let finding = try await test.finding("readers.assigned")
        #expect(finding.status == .warn)
        #expect(finding.summary == "The holder's reader (serial K8) is not connected.")
    }

    @Test func `a reader that may be put to sleep is warned of`() async throws {
        let sleepy = try USBReader.test("076b:3031", powerControl: "auto")
        let finding = try await TestWorkstation(usb: [sleepy]).finding("readers.power")
        #expect(finding.status == .warn)
        #expect(finding.remedies.first?.commands.first == "udevadm control --reload")
        let awake = try USBReader.test("076b:3031")
        #expect(try await TestWorkstation(usb: [awake]).finding("readers.power").status == .pass)
    }

    // found: W4
    @Test func `readers that the configuration can't tell apart are told`() async throws {
        var test = try TestWorkstation(readers: [.test(0, "Virtual PCD 00 00"), .test(1, "Virtual PCD 00 01")])
        test.workstation.configuration.readers = ReaderAssignment(
            operator: .name("Virtual PCD 00 00"), holder: .name("Virtual PCD 00"))
        let finding = try await test.finding("readers.assigned")
        #expect(finding.status == .warn)
        #expect(finding.summary.contains("Virtual PCD 00 00, Virtual PCD 00 01 fit."))
        #expect(finding.evidence["holder"] == .null)
        var alone = try TestWorkstation(readers: [.test(0, "Virtual PCD 00 00")])
        alone.workstation.configuration.readers = test.workstation.configuration.readers
        #expect(try await alone.finding("readers.assigned").summary.hasPrefix("The configuration names one reader"))
    }
}
