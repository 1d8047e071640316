import JSON

/// The rules and the site's practice as data.
extension Rulebook {
    /// `ra handbook rules --json`.
    public var rulesDocument: JSONValue {
        [
            "schemaVersion": 1, "ruleSet": .string(ruleSet),
            "tables": .array(Chapter.all.map(\.json)),
            "conditions": .array(
                Chapter.namedConditions.map {
                    ["name": .string($0.clauses.holds), "when": .string($0.parts?.text ?? "")]
                }),
            "warnings": .array(
                WarningRule.all.map {
                    [
                        "warning": .string($0.warning.rawValue), "where": .string($0.scope.text),
                        "when": .string($0.when.text),
                    ]
                }),
        ]
    }

    /// `ra handbook sites --json`.
    public var sitesDocument: JSONValue {
        [
            "schemaVersion": 1, "ruleSet": .string(ruleSet),
            "sites": .array(
                practice.sites.map {
                    [
                        "id": .string($0.id), "name": .string($0.name),
                        "secondReader": .string($0.secondReader.rawValue),
                        "selfServiceUnlock": .string($0.selfServiceUnlock.rawValue),
                        "hostsMayUnlock": .bool($0.hostsMayUnlock), "note": .optional($0.note),
                    ]
                }),
            "escalation": [
                "site": .string(practice.escalation.site), "name": .string(practice.escalation.name),
                "steps": .array(practice.escalation.steps.map(JSONValue.string)),
            ],
            "emailDomains": [
                "domains": .array(practice.emailDomains.domains.map(JSONValue.string)),
                "complete": .bool(practice.emailDomains.complete),
            ],
            "contacts": [
                "cardSupplier": .string(practice.contacts.cardSupplier),
                "digitalTicket": .string(practice.contacts.digitalTicket),
                "clinicalSystemDesk": .string(practice.contacts.clinicalSystemDesk),
                "emailDomainList": .string(practice.contacts.emailDomainList),
            ],
        ]
    }

    /// `ra handbook roles --json`.
    public var rolesDocument: JSONValue {
        let roles: [JSONValue] = OperatorRole.allCases.map { role in
            let rights = practice.roles[role]
            let grants = Permission.allCases.map { ($0.rawValue, JSONValue.string((rights?[$0] ?? .no).rawValue)) }
            return [
                "role": .string(role.rawValue), "may": .object(Dictionary(uniqueKeysWithValues: grants)),
                "citations": .array((rights?.citations ?? []).map(\.json)),
            ]
        }
        let cimRoles = Permission.allCases.map { permission in
            (permission.rawValue, JSONValue.array(permission.cimRoles.map { .string($0.rawValue) }))
        }
        return [
            "schemaVersion": 1, "ruleSet": .string(ruleSet), "roles": .array(roles),
            "cimRolesThatMay": .object(Dictionary(uniqueKeysWithValues: cimRoles)),
        ]
    }
}

extension Chapter {
    var json: JSONValue {
        [
            "id": .string(id), "title": .string(title),
            "rows": .array(
                table.all.map { rule in
                    [
                        "rule": .string(rule.id), "when": .string(rule.when.text),
                        "then": .string(table.outcomeText(of: rule)),
                        "citations": .array(rule.citations.map(\.json)),
                    ]
                }),
        ]
    }
}

extension WarningRule.Scope {
    /// On which way through the tables: "routes of U4 and U5".
    public var text: String {
        switch self {
        case .everywhere: "everywhere"
        case .workflows(let workflows): "workflows " + workflows.map(\.rawValue).joined(separator: " and ")
        case .rules(let ids): "routes of " + ids.joined(separator: ", ")
        case .chains(let letters): "chains " + letters.joined(separator: ", ")
        case .route(let route): "route " + route.rawValue
        }
    }
}
