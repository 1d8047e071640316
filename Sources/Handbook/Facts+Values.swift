import JSON

/// One fact at a time, by its key: how a script, an answer file and the desk's questions fill them in.
extension Facts {
    /// A fact as JSON; nil when it is unknown.
    public subscript(key: FactKey) -> JSONValue? { key.definition.json(self) }

    /// Sets one fact from JSON; `null` makes it unknown.
    ///
    /// - Throws: `FactMistake` when the value is of another type, no word of the set, out of range or no such date.
    public mutating func set(_ key: FactKey, to value: JSONValue, practice: LocalPractice) throws(FactMistake) {
        try key.definition.set(&self, value, practice)
    }
}

extension LocalPractice {
    /// The values of `holder.location`.
    public var locations: [String] {
        let ids = sites.map(\.id)
        return (ids.contains(Site.remote) ? ids : ids + [Site.remote]) + ["overseas"]
    }
}

extension FactKey {
    /// The words that a fact can have, or true and false; nil for a number, a date or a free text.
    public func choices(practice: LocalPractice) -> [JSONValue]? { definition.choices(practice) }
}
