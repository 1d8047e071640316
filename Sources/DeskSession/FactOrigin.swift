import Handbook

/// Where a fact that the log keeps comes from. A guess has no place here.
public enum FactOrigin: String, Hashable, Sendable {
    /// Read from the card.
    case card
    /// Said by the person at the desk, or by who answers for them.
    case `operator`
    /// The workstation's settings.
    case configuration
    /// A file of answers told it unasked.
    case file
    /// The readers, as the program saw them.
    case desk
    /// This computer's clock.
    case clock
}

extension DeskSession {
    /// Where each fact comes from that is known now.
    var knownOrigins: [FactKey: FactOrigin] {
        var known: [FactKey: FactOrigin] = [:]
        for key in FactKey.allCases where facts[key] != nil { known[key] = origin(of: key) }
        return known
    }

    private func origin(of key: FactKey) -> FactOrigin {
        if let origin = origins[key] { return origin }
        if settings.facts[key] != nil { return settings.factsFromFile.contains(key) ? .file : .configuration }
        switch key {
        case .now: return .clock
        case .workstationReaders, .workstationKeyboardReader: return .desk
        default: return .operator
        }
    }
}
