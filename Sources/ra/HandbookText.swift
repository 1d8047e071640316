import Handbook
import Instants
import PlainText

/// The handbook for people: one thing a paragraph, read from top to bottom, in any width.
struct HandbookText {
    let width: Int

    private func block(_ heading: String, _ lines: [(label: String, text: String)]) -> String {
        let room = lines.map(\.label.count).max() ?? 0
        var text = Wrapped(heading, width: width).lines
        for (label, content) in lines where !content.isEmpty {
            let indent = "    " + label + String(repeating: " ", count: room - label.count + 2)
            text += Wrapped(content, indent: indent, width: width).lines
        }
        return text.joined(separator: "\n") + "\n\n"
    }

    private func cites(_ citations: [Citation]) -> String {
        citations.map { "\($0.source) \($0.section)" }.joined(separator: "; ")
    }

    private func title(_ text: String) -> String {
        let lines = Wrapped(text, width: width).lines
        let line = String(repeating: "=", count: lines.map(\.count).max() ?? 0)
        return (lines + [line]).joined(separator: "\n") + "\n\n"
    }

    func rules(_ rulebook: Rulebook) -> String {
        var text = title("What the handbook decides (rule set \(rulebook.ruleSet))")
        text +=
            Wrapped(
                """
                Rows are tried from the top. The first that is true decides; the first that can't be decided asks for \
                the facts that are missing.
                """, width: width
            ).lines.joined(separator: "\n") + "\n\n"
        for chapter in Chapter.all {
            text += title(chapter.title)
            for rule in chapter.table.all {
                text += block(
                    rule.id,
                    [
                        ("when", rule.when.text), ("then", chapter.table.outcomeText(of: rule)),
                        ("from", cites(rule.citations)),
                    ])
            }
        }
        text += title("Named conditions")
        for condition in Chapter.namedConditions {
            text += block(condition.name, [("when", condition.parts?.text ?? "")])
        }
        text += title("Warnings")
        for rule in WarningRule.all {
            text += block(rule.warning.rawValue, [("where", rule.scope.text), ("when", rule.when.text)])
        }
        return text + block("assumed", [("when", "the decision rests on an answer \"I don't know\"")])
    }

    func sites(_ practice: LocalPractice) -> String {
        var text = title("Sites")
        for site in practice.sites {
            text += block(
                "\(site.id): \(site.name)",
                [
                    ("Second reader", site.secondReader.words),
                    ("Self-service unlock", site.selfServiceUnlock.words),
                    ("Hosts may unlock", site.hostsMayUnlock ? "yes" : "no"), ("Note", site.note ?? ""),
                ])
        }
        text += block(
            "Cards are brought to \(practice.escalation.name)",
            practice.escalation.steps.map { ("There", $0) })
        let domains = practice.emailDomains
        text += title("Email domains")
        text += block(
            domains.domains.joined(separator: ", "),
            [
                (
                    "List",
                    domains.complete
                        ? "complete: another domain is refused"
                        : "not complete: of another domain it is not known whether it is listed"
                )
            ])
        text += title("Contact points")
        return text
            + block(
                "Whom to turn to",
                [
                    ("Card supplier", practice.contacts.cardSupplier),
                    ("Digital ticket", practice.contacts.digitalTicket),
                    ("Clinical system", practice.contacts.clinicalSystemDesk),
                    ("Email domain list", practice.contacts.emailDomainList),
                ])
    }

    func roles(_ practice: LocalPractice) -> String {
        var text = title("Roles and what they may do for another person")
        for role in OperatorRole.allCases {
            let rights = practice.roles[role]
            text += block(
                role.rawValue,
                Permission.allCases.map { ($0.rawValue, (rights?[$0] ?? .no).words) }
                    + [("from", cites(rights?.citations ?? []))])
        }
        text += title("By CIM role")
        text +=
            Wrapped(
                "A role in Care Identity Management that is known and isn't named here takes the permission away.",
                width: width
            ).lines.joined(separator: "\n") + "\n\n"
        return text
            + block(
                "May in Care Identity Management",
                Permission.allCases.map { ($0.rawValue, $0.cimRoles.map(\.rawValue).joined(separator: ", ")) })
    }

    func sources(_ practice: LocalPractice, today: CivilDate) -> String {
        var text = title("Sources")
        for source in practice.sources {
            let review = source.nextReview.map { date in
                source.isReviewOverdue(on: today) ? "\(date): OVERDUE, ask its owner for a newer version" : date
            }
            text += block(
                "\(source.id): \(source.title)",
                [
                    ("Version", source.version ?? "not stated"), ("Published", source.published ?? "not stated"),
                    ("Next review", review ?? "not stated"), ("Note", source.note),
                ])
        }
        return text
    }

    func errors(_ errors: [ServiceError]) -> String {
        errors.map { error in
            block(
                "\(error.code): \(error.meaning)",
                error.remedies.map { ($0.audience == .it ? "For IT" : "For you", $0.text) }
                    + [("From", cites([error.citation]))])
        }.joined()
    }
}
