import StrictYAML

/// What may stand in a site's file, for each of its readers: what one of them doesn't need, it passes over, and a key
/// that none of them knows is a mistake.
extension LocalPractice {
    public static let sections = ["sites", "escalation", "roles", "emailDomains", "contacts", "sources", "systems"]
    /// The telephone of a site's line.
    public static let lineKeys = ["who", "phone", "quote", "hours"]
    public static let siteKeys =
        ["id", "name", "secondReader", "selfServiceUnlock", "hostsMayUnlock", "note"] + lineKeys

    /// The sites of a file with their ids, from a list of sites or from a mapping of ids.
    ///
    /// - Throws: `YAMLMistake` for a site without an id, one given twice, and an id that can't be one.
    public static func siteItems(_ value: YAMLValue) throws(YAMLMistake) -> [(id: String, value: YAMLValue)] {
        var items: [(id: String, value: YAMLValue)] = []
        if value.isList {
            for item in try value.list() {
                let idValue = try item.required("id", in: try item.mapping(keys: siteKeys))
                let id = try idValue.word()
                try check(id, of: idValue)
                guard !items.contains(where: { $0.id == id }) else { throw idValue.mistake("is a site given twice") }
                items.append((id, item))
            }
        } else {
            for (id, item) in try value.members() {
                guard YAMLValue.isWord(id) else { throw item.mistake(YAMLValue.wordForm) }
                try check(id, of: item)
                if let other = try item.mapping(keys: siteKeys)["id"] {
                    throw other.mistake("isn't wanted here: the key is the site's id")
                }
                items.append((id, item))
            }
        }
        return items
    }

    private static func check(_ id: String, of value: YAMLValue) throws(YAMLMistake) {
        guard id != HolderLocation.overseas.text else { throw value.mistake("can't be a site's id") }
    }
}
