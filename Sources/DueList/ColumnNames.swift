import StrictYAML

/// What the columns may be called, by role. Names compare without regard to case, spaces and punctuation.
public struct ColumnNames: Hashable, Sendable {
    private var roles: [String: ColumnRole]
    /// Roles for which a site named the one header that counts.
    public private(set) var named: Set<ColumnRole> = []

    /// The synonyms that come with the program.
    public static func builtIn() throws(YAMLMistake) -> ColumnNames {
        let file = "columns.yaml"
        let text = String(decoding: PackageResources.columns_yaml, as: UTF8.self)
        var roles: [String: ColumnRole] = [:]
        for (key, value) in try YAMLValue(text: text, file: file).members() {
            let role = try ColumnNames.role(key, at: value)
            roles[normalised(role.rawValue)] = role
            for name in try value.list() {
                let name = normalised(try name.string())
                guard roles[name] == nil || roles[name] == role else {
                    throw value.mistake("has a name that another role has too: \(name)")
                }
                roles[name] = role
            }
        }
        return ColumnNames(roles: roles)
    }

    private init(roles: [String: ColumnRole]) { self.roles = roles }

    /// These names with a site's own: a mapping of role to header. The header that a site names for a role is the only
    /// one for it.
    public func replaced(byMap text: String, file: String) throws(YAMLMistake) -> ColumnNames {
        var names = self
        for (key, value) in try YAMLValue(text: text, file: file).members() {
            let role = try ColumnNames.role(key, at: value)
            let header = ColumnNames.normalised(try value.string())
            guard !header.isEmpty else { throw value.mistake("must be the column's header") }
            if let other = names.roles[header], other != role, names.named.contains(other) {
                throw value.mistake("is the header of \(other.rawValue) already")
            }
            names.roles = names.roles.filter { $0.value != role }
            names.roles[header] = role
            names.named.insert(role)
        }
        return names
    }

    /// The role of a column with this header; nil for a column that is passed over.
    public func role(ofHeader header: String) -> ColumnRole? {
        roles[ColumnNames.normalised(header)]
    }

    /// Letters and digits alone, in lower case.
    static func normalised(_ header: String) -> String {
        String(
            String.UnicodeScalarView(
                header.unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
        ).lowercased()
    }

    private static func role(_ key: String, at value: YAMLValue) throws(YAMLMistake) -> ColumnRole {
        guard let role = ColumnRole(rawValue: key) else {
            throw value.mistake(
                "is no role; known: " + ColumnRole.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return role
    }
}
