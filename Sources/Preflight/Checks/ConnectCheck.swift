import JSON
import PCSC
import ReaderHardware

extension Check {
    /// May this user talk to a card.
    static let cardsConnect = Check(
        "cards.connect", "Access to cards", deadline: .seconds(20), blocksWhenCrashed: Job.withCards,
        explanation: """
            Connects to each card that is in and that no program uses, and disconnects. No command is sent and the \
            card is left as it is. polkit may let a user see readers (org.debian.pcsc-lite.access_pcsc) and not \
            connect to cards (org.debian.pcsc-lite.access_card); only this shows it. Without a card it can't be tried.
            """
    ) { workstation in
        guard let readers = workstation.readers else { return .noService }
        let free = readers.filter { $0.state.condition == .present }
        var evidence: [String: JSONValue] = [:]
        var refused: [String] = []
        var failed: [PCSCError] = []
        for reader in free {
            switch workstation.connectProbe.connect(to: reader.name) {
            case nil: evidence["\(reader.index)"] = "inUse"
            case .success: evidence["\(reader.index)"] = "connected"
            case .failure(let error):
                evidence["\(reader.index)"] = .string("\(error.code)")
                if error.code == .securityViolation { refused.append("\(reader.name)") } else { failed.append(error) }
            }
        }
        if !refused.isEmpty {
            let cause = RefusalCause(root: workstation.root, of: .card)
            return Finding(
                .fail, "This user may see readers but not connect to a card: \(refused.joined(separator: ", ")).",
                evidence: evidence.merging(cause.evidence) { $1 }, remedies: cause.remedies,
                blocks: Job.withCards)
        }
        if let error = failed.first {
            return Finding(
                .warn, "A card is in that can't be connected to. \(error)", evidence: evidence, remedies: error.remedies
            )
        }
        guard evidence.values.contains("connected") else {
            return Finding(
                .skip, "Not tried: no card is in that nobody uses. Put one in to see that this user may use it.",
                evidence: evidence)
        }
        return Finding(.pass, "This user may connect to cards.", evidence: evidence)
    }
}
