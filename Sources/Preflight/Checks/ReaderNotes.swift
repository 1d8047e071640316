import JSON
import PCSC
import ReaderHardware
import WorkstationSettings

/// What the checks of the hardware say of a device.
extension USBReader {
    /// The model for people: what is known of it, else what it says of itself; with its numbers.
    var displayName: String {
        let own = [manufacturer, product].compactMap { $0 }.joined(separator: " ")
        let name = known?.model ?? (own.isEmpty ? "A reader" : own)
        return "\(ReaderName(name)) (\(id))"
    }

    var evidence: JSONValue {
        [
            "vendor": .string(id.vendorText), "product": .string(id.productText), "serial": .optional(serial),
            "firmware": .optional(firmwareText), "kind": .string(kind.rawValue), "controller": .optional(controller),
        ]
    }

    func remedyUnserved(driver: DriverList?) -> Remedy {
        guard let driver else {
            return Remedy(
                .it, "Install the driver and restart the card service.",
                commands: ["apt-get install libccid", "systemctl restart pcscd.socket pcscd"])
        }
        if driver.models[id] != nil {
            return Remedy(
                .it, "The installed driver knows this reader: unplug it and plug it in, or restart the card service.",
                commands: ["systemctl restart pcscd.socket pcscd", "journalctl -u pcscd -n 50"])
        }
        return Remedy(
            .it, "The installed driver (libccid) doesn't list \(id): use a newer one, the maker's, or another reader.",
            commands: [
                "apt-get install --only-upgrade libccid", "grep -i 0x\(id.productText) \(DriverList.debianPath)",
            ])
    }
}

extension KnownTrouble {
    /// What it means on a device; nil where the device's place makes it harmless.
    func note(on device: USBReader) -> (summary: String, remedy: Remedy)? {
        switch self {
        case .falsePinpad:
            (
                "\(device.displayName) says that it has a pinpad and has none.",
                Remedy(.operator, "Type passcodes into CIM only; ignore a request to use the reader's keys.")
            )
        case .pinpadSendsPIN:
            (
                "\(device.displayName) has a pinpad that also sends what is typed to the computer.",
                Remedy(.operator, "Never type a passcode on it as a pinpad; passcodes go into CIM only.")
            )
        case .shortAnswersFirmware100:
            (
                "\(device.displayName) has firmware 1.00, which cuts long answers.",
                Remedy(.it, "Use another reader, or have the maker's firmware update installed.")
            )
        case .hangsOnUSB3Firmware200:
            // Unknown counts as USB 3, which nearly all computers have.
            device.controller.map { !$0.lowercased().contains("xhci") } == true
                ? nil
                : (
                    "\(device.displayName) has firmware 2.00, which hangs on USB 3.",
                    Remedy(.operator, "Plug this reader into a USB 2 socket or a USB 2 hub.")
                )
        }
    }
}

extension ReaderSelector {
    /// As the configuration has it.
    var text: String {
        switch self {
        case .serial(let serial): "serial \(ReaderName(serial))"
        case .name(let name): "name \(ReaderName(name))"
        }
    }
}
