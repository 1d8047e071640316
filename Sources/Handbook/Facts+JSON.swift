import Instants
import JSON

/// Facts as scripts write them: nested by group, the key's part before the dot.
extension Facts {
    /// Reads one object of facts. Absent and `null` are both "unknown".
    ///
    /// - Throws: `FactMistake` for a key, a type or a value that isn't one of handbook-rules §1.
    public init(json: JSONValue, practice: LocalPractice) throws(FactMistake) {
        self.init()
        guard case .object(let groups) = json else {
            throw FactMistake(.notAnObject, key: nil, "The line must be one JSON object of facts.")
        }
        // In the order of the keys, so that of two mistakes the same one is named every time.
        for (group, value) in groups.sorted(by: { $0.key < $1.key }) {
            try read(value, group: group, practice: practice)
        }
    }

    private mutating func read(
        _ value: JSONValue, group: String, practice: LocalPractice
    ) throws(FactMistake) {
        switch (group, value) {
        case ("now", _):
            try set(.now, to: value, practice: practice)
        case ("cannotSay", _):
            cannotSay = try FactKeySet(json: value)
        case ("schemaVersion", .integer(1)), ("schemaVersion", .null):
            break
        case ("schemaVersion", _):
            throw FactMistake(.schemaVersion, key: group, "must be 1.")
        case _ where !Facts.groups.contains(group):
            throw FactMistake(.unknownKey, key: Facts.shown(group), "is not a known fact.")
        case (_, .object(let members)):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                guard let key = FactKey(rawValue: "\(group).\(name)") else {
                    throw FactMistake(.unknownKey, key: Facts.shown("\(group).\(name)"), "is not a known fact.")
                }
                try set(key, to: member, practice: practice)
            }
        case (_, .null):
            break
        default:
            throw FactMistake(.wrongType, key: group, "must be an object.")
        }
    }

    /// `card`, `holder` and so on: what stands before the dot.
    public static let groups = Set(FactDefinition.all.compactMap(\.group))

    /// A stranger's key as it may be repeated: short, and only printable ASCII. No known key has a digit, and digits may
    /// be a passcode.
    static func shown(_ key: String) -> String {
        let printable = key.unicodeScalars.prefix(60).map { scalar -> Character in
            let isShown = (0x21...0x7E).contains(scalar.value) && !(0x30...0x39).contains(scalar.value)
            return isShown ? Character(scalar) : "?"
        }
        return String(printable)
    }

    /// The known facts, nested by group, and `cannotSay` where it isn't empty. Reading them back gives the same facts.
    public var json: JSONValue {
        var groups: [String: [String: JSONValue]] = [:]
        var document: [String: JSONValue] = [:]
        for key in FactKey.allCases {
            guard let value = self[key] else { continue }
            let parts = key.rawValue.split(separator: ".")
            if parts.count == 2 {
                groups[String(parts[0]), default: [:]][String(parts[1])] = value
            } else {
                document[key.rawValue] = value
            }
        }
        for (group, members) in groups { document[group] = .object(members) }
        if !cannotSay.isEmpty { document["cannotSay"] = .array(cannotSay.keys.map { .string($0.rawValue) }) }
        return .object(document)
    }
}

extension FactKeySet {
    init(json: JSONValue) throws(FactMistake) {
        self.init()
        switch json {
        case .null: return
        case .array(let elements):
            for element in elements {
                guard case .string(let name) = element else {
                    throw FactMistake(.wrongType, key: "cannotSay", "must be a list of keys.")
                }
                guard let key = FactKey(rawValue: name), key.hasDefault else {
                    throw FactMistake(
                        .noDefault, key: "cannotSay", "may not hold \(Facts.shown(name)): no default is laid down.")
                }
                insert(key)
            }
        default: throw FactMistake(.wrongType, key: "cannotSay", "must be a list of keys.")
        }
    }
}
