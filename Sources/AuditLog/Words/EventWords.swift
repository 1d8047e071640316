import JSON

/// An event in plain words.
extension LoggedEvent {
    /// A few words, for one line of a table.
    public var what: String { details?.what(in: self) ?? Words.shown(codeText) }

    /// With what is being done before them, where that is known.
    func about(_ words: String) -> String { action.map { "\(Words.safe($0)): \(words)" } ?? words }

    /// With the route before them, or else with what is being done.
    func ofRoute(_ words: String) -> String { route.map { "\(Words.safe($0)): \(words)" } ?? about(words) }

    /// What else it says, one fact each, in a fixed order.
    public var facts: [String] {
        var facts: [String] = []
        func add(_ label: String, _ value: JSONValue?) {
            guard let value, value != .null, value != .array([]), value != .object([:]) else { return }
            facts.append("\(label) \(Self.text(value))")
        }
        add("outcome", body["outcome"])
        add("route", body["route"])
        add("because of", body["reasons"])
        add("warnings", body["warnings"])
        add("rules", body["ruleSet"])
        add("intent no.", body["intent"])
        if let series = body["series"], series != .null {
            facts.append("series \(Self.text(series))" + (seriesSource == SeriesSource.guess ? Self.isAGuess : ""))
        }
        add("ATR", body["atr"])
        for (label, key) in [("certificates", "before"), ("certificates afterwards", "after")] {
            for certificate in body["certificates"]?[key]?.array ?? [] {
                func text(_ key: String) -> String { Self.text(certificate[key] ?? .null) }
                facts.append("\(label): \(text("use")) \(text("serialNumber")), until \(text("notAfter"))")
            }
        }
        add("readers", body["readers"])
        // All of them, whoever wrote them.
        for (key, value) in (body["details"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            // Names come from the log as values do.
            add(Words.safe(key), value)
        }
        return facts
    }

    private static let isAGuess = " (a guess by the card's answer to reset; nobody read it from the card)"

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "unknown"
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .string(let text): Words.safe(text)
        case .array(let values): values.map(text).joined(separator: ", ")
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\(Words.safe($0.key)) \(text($0.value))" }
                .joined(separator: ", ")
        }
    }
}
