import Crypto
import Instants
import NHSCards

/// A short name for exactly these rules and this practice, so that a recorded decision says what it was taken by.
enum RulebookDigest {
    /// The first 12 hexadecimal digits of a SHA-256 over all that decides: tables, conditions, warnings, rights, dates,
    /// sites, roles, domains. By codes alone: words for people aren't in it. What is code (how a condition reads the
    /// facts, what an "I don't know" counts as) is in it by the version.
    static func of(_ practice: LocalPractice) -> String {
        SHA256.hash(data: Array(text(of: practice).utf8)).prefix(6)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// One line for each thing that decides.
    static func text(of practice: LocalPractice) -> String {
        let lines = ["version \(Rulebook.version)"] + rules + dates + Self.practice(practice)
        return lines.joined(separator: "\n")
    }

    private static var rules: [String] {
        var lines: [String] = []
        for chapter in Chapter.all {
            lines.append(chapter.id)
            for rule in chapter.table.all {
                lines.append("\(rule.id): \(rule.when.code) -> \(rule.then.code)")
                lines += rule.citations.map { "  \($0.source): \($0.section)" }
            }
            lines.append("otherwise -> \(chapter.table.otherwise.code)")
        }
        for condition in Condition.all {
            let parts = condition.parts.map { " = \($0.code)" } ?? ""
            lines.append("\(condition.id): \(condition.reads.map(\.rawValue).joined(separator: " "))\(parts)")
        }
        for rule in WarningRule.all { lines.append("\(rule.warning.rawValue) \(rule.scope.code): \(rule.when.code)") }
        for permission in Permission.allCases {
            lines.append("\(permission.rawValue): " + permission.cimRoles.map(\.rawValue).joined(separator: ","))
        }
        return lines
    }

    private static var dates: [String] {
        ["renewal \(RenewalWindow.length)"]
            + CardSeries.all.compactMap { series in
                switch CardSeries.block(of: series) {
                case .never: nil
                case .always: "series \(series) blocked"
                case .from(let start): "series \(series) blocked from \(start.rfc3339)"
                }
            }
    }

    private static func practice(_ practice: LocalPractice) -> [String] {
        let sites = practice.sites.map {
            [$0.id, $0.secondReader.rawValue, $0.selfServiceUnlock.rawValue, "\($0.hostsMayUnlock)"]
                .joined(separator: " ")
        }
        let roles = OperatorRole.allCases.map { role in
            let grants = Permission.allCases.map { practice.roles[role]?[$0].rawValue ?? Grant.no.rawValue }
            return "\(role.rawValue) " + grants.joined(separator: " ")
        }
        let domains = practice.emailDomains
        return sites + ["escalation \(practice.escalation.site)"] + roles
            + [domains.domains.joined(separator: " ") + " \(domains.complete)"]
    }
}

extension Formula {
    /// The formula by the ids of its conditions.
    fileprivate var code: String {
        switch self {
        case .always: "always"
        case .holds(let condition): condition.id
        case .not(let formula): "not(\(formula.code))"
        case .knownToHold(let formula): "known(\(formula.code))"
        case .all(let formulas): "all(\(formulas.map(\.code).joined(separator: ", ")))"
        case .any(let formulas): "any(\(formulas.map(\.code).joined(separator: ", ")))"
        }
    }
}

extension Outcome {
    fileprivate var code: String {
        switch self {
        case .route(let route): route.rawValue
        case .routeBecause(let route, let condition, let reason, let other):
            "\(route.rawValue) (\(condition.id): \(reason.rawValue), else \(other.rawValue))"
        case .chain(.assistedRenewal(let permission)): "chain N \(permission.rawValue)"
        case .chain(let chain): "chain \(chain.letter)"
        case .escalation(let permission): "escalation \(permission.rawValue)"
        }
    }
}

extension WarningRule.Scope {
    fileprivate var code: String {
        switch self {
        case .everywhere: "everywhere"
        case .workflows(let workflows): "workflows " + workflows.map(\.rawValue).joined(separator: " ")
        case .rules(let rules): "rules " + rules.joined(separator: " ")
        case .chains(let chains): "chains " + chains.joined(separator: " ")
        case .route(let route): "route \(route.rawValue)"
        }
    }
}
