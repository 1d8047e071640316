import Crypto
import Instants

/// A short name for exactly these rules and this practice, so that a recorded decision says what it was taken by.
enum RulebookDigest {
    /// The first 12 hexadecimal digits of a SHA-256 over all that decides: tables, conditions, warnings, rights, dates,
    /// sites, roles, domains. What is code (how a condition reads the facts, what an "I don't know" counts as) is in it by
    /// the version alone. The words of the steps, and contacts, aren't in it.
    static func of(_ practice: LocalPractice) -> String {
        SHA256.hash(data: Array(text(of: practice).utf8)).prefix(6)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// One line for each thing that decides.
    static func text(of practice: LocalPractice) -> String {
        var lines = ["version \(Rulebook.version)"]
        for chapter in Chapter.all {
            lines.append(chapter.title)
            for rule in chapter.table.all {
                lines.append("\(rule.id): \(rule.when.text) -> \(chapter.table.outcomeText(of: rule))")
                lines += rule.citations.map { "  \($0.source): \($0.section)" }
            }
        }
        for condition in Chapter.namedConditions {
            lines.append("\(condition.clauses.holds): \(condition.parts?.text ?? "")")
        }
        for rule in WarningRule.all { lines.append("\(rule.warning.rawValue) \(rule.scope): \(rule.when.text)") }
        for permission in Permission.allCases {
            lines.append("\(permission.rawValue): " + permission.cimRoles.map(\.rawValue).joined(separator: ","))
        }
        lines.append("\(BlockedSeries.fourth.rfc3339) \(BlockedSeries.fifthAndSixth.rfc3339)")
        for site in practice.sites {
            lines.append(
                [
                    site.id, site.secondReader.rawValue, site.selfServiceUnlock.rawValue, "\(site.hostsMayUnlock)",
                ].joined(separator: " "))
        }
        for role in OperatorRole.allCases {
            let grants = Permission.allCases.map { practice.roles[role]?[$0].rawValue ?? Grant.no.rawValue }
            lines.append("\(role.rawValue) " + grants.joined(separator: " "))
        }
        lines.append(practice.emailDomains.domains.joined(separator: " ") + " \(practice.emailDomains.complete)")
        return lines.joined(separator: "\n")
    }
}
