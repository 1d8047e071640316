import Instants

extension Contact {
    /// What to quote and the supplier's target, after the name.
    public var details: String {
        (quote.map { " Quote: \($0)." } ?? "") + (targetFix.map { " Target: \($0)." } ?? "")
    }
}

extension ContactNow {
    /// Whom, how, and until when.
    public var sentence: String {
        ["\(contact.who): \(contact.how).\(contact.details)", hoursSentence].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// Until when, or from when. Empty for what one does by oneself.
    public var hoursSentence: String {
        if let closes = state.closesAt { return "Open until \(LondonTime.text(closes))." }
        if let opens = state.opensAt { return "Closed; opens \(LondonTime.text(opens))." }
        guard state.isOpen else { return "Closed." }
        if contact.kind == .command || contact.kind == .page { return "" }
        switch (contact.reaches, contact.hours.isStated) {
        case (.queue, _): return "Waits until somebody looks at it."
        case (.person, true): return "Open at all hours."
        case (.person, false): return "No hours are stated."
        }
    }
}

extension DigitalSupport {
    /// Whether they are there, until when, and who says so.
    public var sentence: String {
        let says =
            switch source {
            case .option: "as you say"
            case .configuration: "by this workstation's settings"
            case .assumed: "as is assumed"
            }
        let until = changesAt.map { " until \(LondonTime.text($0))" } ?? ""
        return "The Digital Team is \(isAvailable ? "there" : "not there")\(until), \(says)."
    }
}
