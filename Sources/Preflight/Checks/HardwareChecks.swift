import JSON
import NextSteps
import PCSC
import ReaderHardware
import WorkstationSettings

extension Check {
    /// Every reader that the kernel sees is served by the PC/SC service.
    static let readersServed = Check(
        "readers.served", "Readers on USB",
        explanation: """
            Compares the smartcard readers that the kernel sees on USB (interface class 0B) with those that the card \
            service has. A reader that is seen and not served lacks a driver, or the service has to be started again. \
            Lists vendor, product, serial number and firmware of each.
            """
    ) { workstation in
        guard !workstation.isSimulated else { return .simulated }
        guard let readers = workstation.readers else { return .noService }
        let devices = workstation.usbReaders.get()
        guard !devices.isEmpty else { return Finding(.skip, "There is no smartcard reader on USB.") }
        var evidence: [String: JSONValue] = [:]
        for device in devices { evidence[device.port] = device.evidence }
        let served = Set(readers.compactMap(\.device))
        let unserved = devices.filter { !served.contains($0) }
        guard !unserved.isEmpty else {
            return Finding(.pass, "Every smartcard reader on USB is served.", evidence: evidence)
        }
        let driver = DriverList(path: workstation.root + DriverList.debianPath)
        return Finding(
            .fail,
            unserved.map { "\($0.displayName) is plugged in, and the card service doesn't serve it." }
                .joined(separator: " "), evidence: evidence,
            remedies: unserved.map { $0.remedyUnserved(driver: driver) }.uniqued())
    }

    /// Readers built into keyboards, which have hung in unlock and issue.
    static let keyboardReaders = Check(
        "readers.keyboard", "Keyboard readers",
        explanation: """
            Warns of readers that are built into a keyboard. Unlocking a card or issuing certificates with one is \
            known to hang with "revolving arrows" (Dorset CCG smartcard page, 2018: a national issue). Two separate \
            readers and a keyboard without one are the remedy.
            """
    ) { workstation in
        guard let readers = workstation.readers else { return .noService }
        let keyboards = readers.filter { $0.kind == .keyboard }
        guard !keyboards.isEmpty else { return Finding(.pass, "No reader is built into a keyboard.") }
        return Finding(
            .warn, "A reader is built into a keyboard: unlock and certificate issue are known to hang with those.",
            evidence: ["names": .array(keyboards.map { .string($0.name.description) })],
            remedies: [
                Remedy(
                    .operator, "When CIM shows revolving arrows, use two separate readers and another keyboard.")
            ])
    }

    /// Faults of models and firmware that libccid's source records.
    static let readerFirmware = Check(
        "readers.firmware", "Reader models and firmware",
        explanation: """
            Compares each reader's model and firmware with the faults that the driver's source records: firmware that \
            hangs on USB 3 (zero-length packets), firmware that cuts long answers, and pinpads that don't exist or \
            that send what is typed to the computer. A pinpad is never used for an NHS passcode: the holder types it \
            into CIM only.
            """
    ) { workstation in
        guard !workstation.isSimulated else { return .simulated }
        let devices = workstation.usbReaders.get()
        guard !devices.isEmpty else { return Finding(.skip, "There is no smartcard reader on USB.") }
        var evidence: [String: JSONValue] = [:]
        for device in devices {
            evidence[device.port] = [
                "model": .string(device.displayName), "firmware": .optional(device.firmwareText),
                "troubles": .array(device.troubles.map(\.rawValue).sorted().map(JSONValue.string)),
            ]
        }
        let notes = devices.flatMap { device in
            KnownTrouble.allCases.filter(device.troubles.contains).compactMap { $0.note(on: device) }
        }
        guard !notes.isEmpty else {
            return Finding(.pass, "No reader has a fault that is known.", evidence: evidence)
        }
        return Finding(
            .warn, notes.map(\.summary).uniqued().joined(separator: " "), evidence: evidence,
            remedies: notes.map(\.remedy).uniqued())
    }

    /// Readers of one model can be told apart.
    static let identicalReaders = Check(
        "readers.identical", "Readers of one model",
        explanation: """
            Two readers of the same model differ only in their serial number. With serial numbers the configuration \
            can say which is the operator's and which the holder's, whatever socket they are in. Readers without a \
            serial number are told apart only by their place, which may change when they are plugged in again.
            """
    ) { workstation in
        guard !workstation.isSimulated else { return .simulated }
        let devices = workstation.usbReaders.get()
        let models = Dictionary(grouping: devices, by: \.id).values.filter { $0.count > 1 }
        guard !models.isEmpty else { return Finding(.pass, "No two readers are of the same model.") }
        let evidence = Dictionary(
            devices.map { ($0.port, JSONValue.optional($0.serial)) }, uniquingKeysWith: { first, _ in first })
        let ambiguous = models.filter { Set($0.map(\.serial)).count < $0.count || $0.contains { $0.serial == nil } }
        if ambiguous.isEmpty {
            return Finding(
                .pass, "Readers of the same model are told apart by their serial numbers.", evidence: evidence)
        }
        return Finding(
            .warn, "Readers of the same model have no serial number of their own: only their place tells them apart.",
            evidence: evidence,
            remedies: [
                Remedy(
                    .operator,
                    "Mark the readers and leave each in its USB socket; check on the screen which is which.")
            ])
    }

    /// The readers that the configuration names are there.
    static let assignedReaders = Check(
        "readers.assigned", "Operator's and holder's reader",
        explanation: """
            Looks for the readers that the configuration names as the operator's and the holder's \
            (readers.operator and readers.holder, by serial number or name). Each must fit one reader and no other, and \
            not the other's. Where that isn't so, a session asks which is which, as it does without these settings.
            """
    ) { workstation in
        let assignment = workstation.configuration.readers
        guard assignment != ReaderAssignment() else {
            return Finding(.skip, "The configuration doesn't say which reader is whose; a session asks.")
        }
        guard let readers = workstation.readers?.contactReaders else { return .noService }
        let match = assignment.match(readers.map(\.candidate))
        var evidence: [String: JSONValue] = [:]
        var troubles: [(summary: String, remedy: Remedy)] = []
        for (role, selector, match) in [
            ("operator", assignment.operator, match.operator), ("holder", assignment.holder, match.holder),
        ] {
            guard let selector else { continue }
            evidence[role] = .optional(match.index.map { readers[$0].name.description })
            if let trouble = match.trouble(role, selector, readers) { troubles.append(trouble) }
        }
        guard !troubles.isEmpty else {
            return Finding(.pass, "The readers that the configuration names are connected.", evidence: evidence)
        }
        return Finding(
            .warn, troubles.map(\.summary).uniqued().joined(separator: " "), evidence: evidence,
            remedies: troubles.map(\.remedy).uniqued() + [
                Remedy(
                    .it, "Or name the readers that are there, under readers in the configuration.",
                    next: [.listReaders])
            ])
    }

    /// Readers are kept awake.
    static let readerPower = Check(
        "readers.power", "USB power saving",
        explanation: """
            Looks whether the kernel may put a reader to sleep (power/control is auto). A sleeping reader misses \
            insertions or comes back as another one. The rules file that this program brings keeps readers awake.
            """
    ) { workstation in
        guard !workstation.isSimulated else { return .simulated }
        let devices = workstation.usbReaders.get()
        guard !devices.isEmpty else { return Finding(.skip, "There is no smartcard reader on USB.") }
        let evidence = Dictionary(
            devices.map { ($0.port, JSONValue.optional($0.powerControl)) }, uniquingKeysWith: { first, _ in first })
        let sleepy = devices.filter { $0.powerControl == "auto" }
        guard !sleepy.isEmpty else {
            return Finding(.pass, "Readers are kept awake.", evidence: evidence)
        }
        return Finding(
            .warn, "The computer may put a reader to sleep: \(sleepy.map(\.displayName).joined(separator: ", ")).",
            evidence: evidence,
            remedies: [
                Remedy(
                    .it, "Install the rules file 93-ra-workstation.rules and have udev apply it.",
                    commands: ["udevadm control --reload", "udevadm trigger --subsystem-match=usb --action=add"])
            ])
    }
}

extension Finding {
    static let simulated = Finding(.skip, "Doesn't apply to a simulated desk.")
}
