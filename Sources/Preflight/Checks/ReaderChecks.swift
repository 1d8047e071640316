import ISO7816
import JSON
import NextSteps
import PCSC
import ReaderHardware

extension Check {
    /// Enough readers for the job: one for the holder alone, two for assisted work.
    static let readerCount = Check(
        "readers.count", "Number of readers", blocksWhenCrashed: Job.withCards,
        explanation: """
            Counts the slots that can hold a smartcard at the same time. Self-service needs one. Assisted unlock and \
            renewal need two: the operator's card stays in the first while the holder's card is in the second. The \
            contactless slot of a reader that also takes cards with contacts doesn't count; a keyboard's reader does.
            """
    ) { workstation in
        guard let readers = workstation.readers else { return .noService }
        let count = readers.contactSlots
        let evidence: [String: JSONValue] = [
            "readers": .integer(Int64(readers.count)), "contactSlots": .integer(Int64(count)),
            "names": .array(readers.map { .string($0.name.description) }),
        ]
        switch count {
        case 0:
            return Finding(
                .fail, "There is no smartcard reader.", evidence: evidence,
                remedies: [
                    Remedy(.operator, "Plug in two smartcard readers, straight into the computer."),
                    Remedy(
                        .it, "See whether the computer sees the reader, and what the card service says of it.",
                        commands: ["journalctl -u pcscd -n 50"], next: [.check(Check.readersServed.id)]),
                ], blocks: Job.withCards)
        case 1:
            return Finding(
                .warn, "There is one smartcard reader; assisted unlock and renewal need two.", evidence: evidence,
                remedies: [
                    Remedy(.operator, "Plug in a second smartcard reader, or work at a desk that has two.")
                ], blocks: Job.assisted)
        default:
            return Finding(.pass, "There are \(count) smartcard readers.", evidence: evidence)
        }
    }

    /// The state of each reader.
    static let readerStates = Check(
        "readers.state", "State of the readers",
        explanation: """
            Asks the service for each reader's state: empty, card present, in use by another program, held exclusively \
            by another program, mute (something is in that doesn't answer), or unavailable. A card held exclusively \
            can't be read by anybody else; a mute one is usually upside down, dirty or broken.
            """
    ) { workstation in
        guard let readers = workstation.readers else { return .noService }
        guard !readers.isEmpty else { return Finding(.skip, "There is no reader to look at.") }
        var evidence: [String: JSONValue] = [:]
        for reader in readers { evidence["\(reader.index)"] = .string(reader.state.condition.rawValue) }
        let troubles = readers.compactMap(\.trouble)
        guard !troubles.isEmpty else {
            return Finding(.pass, "All readers work.", evidence: evidence)
        }
        let unusable = readers.filter { $0.state.condition == .unavailable }
        return Finding(
            unusable.isEmpty ? .warn : .fail, troubles.map(\.summary).joined(separator: " "), evidence: evidence,
            remedies: troubles.flatMap(\.remedies).uniqued())
    }

    /// Which cards are in.
    static let cardsPresent = Check(
        "cards.present", "Cards",
        explanation: """
            Says which readers hold a card and the card's answer to reset (ATR), the first bytes that a chip sends. \
            The ATR shows the kind of chip, not whose card it is and not the smartcard's series. No card need be in \
            for the workstation to be ready.
            """
    ) { workstation in
        guard let readers = workstation.readers else { return .noService }
        let present = readers.filter(\.state.isCardPresent)
        var evidence: [String: JSONValue] = [:]
        for reader in present {
            evidence["\(reader.index)"] = reader.state.atr.isEmpty ? .null : .string(reader.state.atr.hexadecimal)
        }
        switch present.count {
        case 0: return Finding(.pass, "No card inserted (none is needed).")
        case 1: return Finding(.pass, "One card is in.", evidence: evidence)
        default: return Finding(.pass, "\(present.count) cards are in.", evidence: evidence)
        }
    }

    /// Are any of the readers software.
    static let virtualReaders = Check(
        "readers.virtual", "Virtual readers",
        explanation: """
            Warns whenever a reader is software: a simulated desk, or a driver for tests (vsmartcard-vpcd). The \
            verdicts then say nothing about real readers. On a workstation that is used for work there should be none.
            """
    ) { workstation in
        guard let readers = workstation.readers else { return .noService }
        let virtual = readers.filter { $0.kind == .virtual }
        guard !virtual.isEmpty else { return Finding(.pass, "No reader is virtual.") }
        let evidence: [String: JSONValue] = ["names": .array(virtual.map { .string($0.name.description) })]
        if workstation.isSimulated {
            return Finding(
                .warn, "The readers are simulated: nothing here is about this computer's own readers.",
                evidence: evidence,
                remedies: [Remedy(.operator, "Leave the simulated desk to look at the real readers.")])
        }
        return Finding(
            .warn, "\(virtual.count) of \(readers.count) readers are virtual: software, for tests.",
            evidence: evidence,
            remedies: [
                // Not "remove": the package's file in /etc/reader.conf.d would stay, and pcscd doesn't start when the
                // driver that it names isn't there.
                Remedy(
                    .it, "Take the virtual readers off a workstation that is used for work.",
                    commands: ["apt-get purge vsmartcard-vpcd", "systemctl restart pcscd.socket pcscd"])
            ])
    }
}

extension AttachedReader {
    fileprivate var trouble: (summary: String, remedies: [Remedy])? {
        switch state.condition {
        case .empty, .present, .inUse: nil
        case .mute:
            (
                "What is in \(name) doesn't answer.",
                [
                    Remedy(
                        .operator,
                        "Take the card out, wipe the chip with a dry cloth, and insert it again, chip first, chip up.")
                ]
            )
        case .exclusive:
            (
                "Another program holds the card in \(name) for itself.",
                PCSCError.Code.sharingViolation.remedies
            )
        case .unavailable:
            ("\(name) can't be used at the moment.", PCSCError.Code.readerUnavailable.remedies)
        }
    }
}

extension Sequence where Element: Hashable {
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
