extension KnownReader {
    /// The readers that NHS sites and UK offices are known to use, and the models with faults that matter here.
    ///
    /// Models and numbers are libccid 1.5.2's (`/etc/libccid_Info.plist`), which a test holds them to; kinds follow the
    /// model's name. The udev rules tag the same devices with the same kinds.
    public static let all: [KnownReader] = [
        // HID Global and OMNIKEY
        KnownReader(USBIdentifier(vendor: 0x076b, product: 0x1021), .desktop, "OMNIKEY CardMan 1021"),
        KnownReader(USBIdentifier(vendor: 0x076b, product: 0x3021), .desktop, "OMNIKEY AG CardMan 3121"),
        KnownReader(USBIdentifier(vendor: 0x076b, product: 0x3022), .desktop, "OMNIKEY AG 3121 USB"),
        KnownReader(
            USBIdentifier(vendor: 0x076b, product: 0x3031), .desktop, "HID Global OMNIKEY 3x21 Smart Card Reader",
            [.falsePinpad]),
        KnownReader(USBIdentifier(vendor: 0x076b, product: 0x3621), .desktop, "OMNIKEY AG CardMan 3621"),
        KnownReader(USBIdentifier(vendor: 0x076b, product: 0x3821), .desktop, "OMNIKEY AG CardMan 3821"),
        KnownReader(USBIdentifier(vendor: 0x076b, product: 0x5321), .desktop, "OMNIKEY CardMan 5321"),
        KnownReader(
            USBIdentifier(vendor: 0x076b, product: 0x5422), .desktop, "HID Global OMNIKEY 5422 Smartcard Reader"),
        KnownReader(
            USBIdentifier(vendor: 0x076b, product: 0x6622), .desktop, "OMNIKEY AG CardMan 6121", [.falsePinpad]),
        KnownReader(
            USBIdentifier(vendor: 0x076b, product: 0x6623), .desktop, "OMNIKEY AG 6121 USB mobile", [.falsePinpad]),
        KnownReader(
            USBIdentifier(vendor: 0x076b, product: 0x6632), .desktop, "HID Global OMNIKEY 6121 Smart Card Reader",
            [.falsePinpad]),
        // Gemalto and Thales
        KnownReader(
            USBIdentifier(vendor: 0x08e6, product: 0x3437), .desktop, "Gemalto PC Twin Reader",
            [.hangsOnUSB3Firmware200]),
        KnownReader(
            USBIdentifier(vendor: 0x08e6, product: 0x3438), .desktop, "Gemalto USB Shell Token V2",
            [.hangsOnUSB3Firmware200]),
        // Cherry
        KnownReader(USBIdentifier(vendor: 0x046a, product: 0x002d), .desktop, "Cherry GmbH SmartTerminal XX44"),
        KnownReader(USBIdentifier(vendor: 0x046a, product: 0x003e), .desktop, "Cherry GmbH SmartTerminal ST-2xxx"),
        KnownReader(USBIdentifier(vendor: 0x046a, product: 0x005b), .keyboard, "Cherry GmbH SmartBoard XX1X"),
        KnownReader(USBIdentifier(vendor: 0x046a, product: 0x0070), .desktop, "Cherry GmbH SmartTerminal XX1X"),
        KnownReader(USBIdentifier(vendor: 0x046a, product: 0x0090), .desktop, "Cherry Smart Card Reader USB"),
        KnownReader(USBIdentifier(vendor: 0x046a, product: 0x0092), .desktop, "Cherry TC 1300"),
        KnownReader(
            USBIdentifier(vendor: 0x046a, product: 0x00a1), .keyboard, "Cherry KC 1000 SC", [.shortAnswersFirmware100]),
        KnownReader(USBIdentifier(vendor: 0x046a, product: 0x00a2), .keyboard, "Cherry KC 1000 SC/DI"),
        KnownReader(USBIdentifier(vendor: 0x046a, product: 0x00a4), .keyboard, "Cherry KC 1000 SC Z"),
        KnownReader(USBIdentifier(vendor: 0x046a, product: 0x00a5), .keyboard, "Cherry KC 1000 SC/DI Z"),
        KnownReader(
            USBIdentifier(vendor: 0x046a, product: 0x00a7), .desktop, "Cherry SmartTerminal XX44", [.falsePinpad]),
        // Identiv and SCM
        KnownReader(USBIdentifier(vendor: 0x04e6, product: 0x5116), .desktop, "SCM Microsystems Inc. SCR 3310"),
        KnownReader(USBIdentifier(vendor: 0x04e6, product: 0x5410), .desktop, "SCM Microsystems Inc. SCR 355"),
        KnownReader(
            USBIdentifier(vendor: 0x04e6, product: 0x5810), .desktop, "Identive CLOUD 2700 R Smart Card Reader"),
        KnownReader(
            USBIdentifier(vendor: 0x04e6, product: 0x5811), .desktop, "Identiv uTrust 2900 R Smart Card Reader"),
        KnownReader(USBIdentifier(vendor: 0x04e6, product: 0x5814), .desktop, "Identiv SCR3500 A Contact Reader"),
        KnownReader(USBIdentifier(vendor: 0x04e6, product: 0x5815), .desktop, "Identiv SCR3500 B Contact Reader"),
        KnownReader(USBIdentifier(vendor: 0x04e6, product: 0x581c), .desktop, "Identiv SCR35xx USB Smart Card Reader"),
        KnownReader(USBIdentifier(vendor: 0x04e6, product: 0x581d), .desktop, "Identiv SCR3500 C Contact Reader"),
        // Dell
        KnownReader(USBIdentifier(vendor: 0x413c, product: 0x2100), .keyboard, "Dell keyboard SK-3106"),
        KnownReader(
            USBIdentifier(vendor: 0x413c, product: 0x2101), .keyboard, "Dell Dell Smart Card Reader Keyboard",
            [.hangsOnUSB3Firmware200, .falsePinpad]),
        // HP, and keyboards made for it
        KnownReader(
            USBIdentifier(vendor: 0x03f0, product: 0x0036), .keyboard,
            "Hewlett-Packard Company HP USB CCID Smartcard Keyboard", [.pinpadSendsPIN]),
        KnownReader(
            USBIdentifier(vendor: 0x03f0, product: 0x0824), .desktop, "SCM Microsystems Inc. HP USB Smartcard Reader"),
        KnownReader(
            USBIdentifier(vendor: 0x03f0, product: 0x0c24), .unknown, "HP smartcard device, model not known",
            listed: false),
        KnownReader(
            USBIdentifier(vendor: 0x03f0, product: 0x1024), .keyboard,
            "Hewlett-Packard Company HP USB Smart Card Keyboard", [.pinpadSendsPIN]),
        KnownReader(
            USBIdentifier(vendor: 0x03f0, product: 0x104a), .keyboard, "Hewlett Packard HP USB Smartcard CCID Keyboard"),
        KnownReader(
            USBIdentifier(vendor: 0x03f0, product: 0x164a), .keyboard, "Liteon HP SC Keyboard - Apollo (Liteon)"),
        KnownReader(USBIdentifier(vendor: 0x04f2, product: 0x0967), .keyboard, "Chicony USB Smart Card Keyboard"),
        KnownReader(
            USBIdentifier(vendor: 0x04f2, product: 0x1469), .keyboard, "Chicony HP Skylab USB Smartcard Keyboard",
            [.pinpadSendsPIN]),
        // Lenovo
        KnownReader(USBIdentifier(vendor: 0x17ef, product: 0x1003), .laptop, "Lenovo Integrated Smart Card Reader"),
        KnownReader(USBIdentifier(vendor: 0x17ef, product: 0x6007), .keyboard, "Lenovo Lenovo USB Smartcard Keyboard"),
        KnownReader(USBIdentifier(vendor: 0x17ef, product: 0x6055), .keyboard, "Lenovo Lenovo USB Smartcard Keyboard"),
        KnownReader(
            USBIdentifier(vendor: 0x17ef, product: 0x6111), .keyboard, "Lenovo Lenovo Smartcard Wired Keyboard II"),
        // Fujitsu
        KnownReader(
            USBIdentifier(vendor: 0x0bf8, product: 0x1017), .keyboard,
            "FujitsuTechnologySolutions GmbH SmartCase KB SCR eSIG", [.pinpadSendsPIN]),
        KnownReader(USBIdentifier(vendor: 0x0bf8, product: 0x1022), .keyboard, "Fujitsu Keyboard KB100 SCR"),
        KnownReader(
            USBIdentifier(vendor: 0x0bf8, product: 0x1024), .desktop, "Fujitsu Smartcard Reader D323", [.falsePinpad]),
        // Broadcom and Alcor Micro chips, mostly in laptops
        KnownReader(USBIdentifier(vendor: 0x058f, product: 0x9520), .laptop, "Alcor Micro AU9520"),
        KnownReader(USBIdentifier(vendor: 0x058f, product: 0x9540), .laptop, "Alcor Micro AU9540"),
        KnownReader(USBIdentifier(vendor: 0x0a5c, product: 0x5800), .laptop, "Broadcom Corp 5880"),
        KnownReader(USBIdentifier(vendor: 0x0a5c, product: 0x5834), .laptop, "Broadcom Corp 5880"),
        KnownReader(USBIdentifier(vendor: 0x0a5c, product: 0x5843), .laptop, "Broadcom Corp 58200"),
        // ACS
        KnownReader(USBIdentifier(vendor: 0x072f, product: 0x90cc), .desktop, "ACS ACR 38U-CCID"),
        KnownReader(USBIdentifier(vendor: 0x072f, product: 0xb100), .desktop, "ACS ACR39U ICC Reader"),
    ]

    /// The reader model behind a USB device; nil when nothing is known of it.
    public static func with(_ id: USBIdentifier) -> KnownReader? {
        byID[id]
    }

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
}
