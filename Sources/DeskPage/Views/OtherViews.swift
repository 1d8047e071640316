import AuditLog
import CallGuide
import Handbook
import Instants
import JSON
import LogViews
import PCSC
import PageFoundation
import PlainText
import Preflight
import VirtualCards

extension Frame {
    /// One session's story.
    func story(_ session: String, _ story: SessionStory) -> PageView {
        view(
            "story", title: "Session \(session): Log", address: "/log",
            ["session": .string(session)].merging(story.members) { $1 })
    }

    /// Every check.
    func preflight(_ report: PreflightReport) -> PageView {
        let troubles = report.results.filter { ![.pass, .skip].contains($0.finding.status) }
        let skipped = report.results.count { $0.finding.status == .skip }
        let notReady = Job.allCases.filter { !report.isReady(for: $0) }
        return view(
            "preflight", title: notReady.isEmpty ? "Ready: Checks" : "Not ready for everything: Checks",
            icon: notReady.isEmpty ? .done : .stop, address: "/preflight",
            [
                "checkedText": .string("Looked at on \(LondonTime.text(report.at)), London time."),
                "readiness": .array(ReadinessView.members(report)), "hasTroubles": .bool(!troubles.isEmpty),
                "troubles": .array(troubles.map(Frame.trouble)),
                "passed": .array(
                    report.results.filter { $0.finding.status == .pass }.map {
                        ["checkTitle": .string($0.title), "checkText": .string($0.finding.summary)]
                    }),
                "skippedText": skipped == 0
                    ? .null : .string("\(skipped) checks were skipped, as not needed or not possible here."),
            ])
    }

    private static func trouble(_ result: CheckResult) -> JSONValue {
        let isWarning = result.finding.status == .warn
        return [
            "checkKind": isWarning ? "warn" : "bad", "checkWord": isWarning ? "Warning" : "Fail",
            "checkTitle": .string(result.title), "checkText": .string(result.finding.summary),
            "remedies": .array(
                result.finding.remedies.map { remedy in
                    [
                        "remedyFor": remedy.audience == .it ? "For IT:" : "For you:",
                        "remedyText": .string(remedy.text),
                        "commands": .array(remedy.commands.map(JSONValue.string)),
                    ]
                }),
        ]
    }

    /// Whom to call.
    func call(_ answer: CallAnswer?, in guide: SupportGuide, at now: UTCInstant) -> PageView {
        let open = answer?.contacts.filter(\.state.isOpen) ?? []
        let first = open.first { $0.contact.kind == .phone } ?? open.first
        func section(_ title: String, _ lines: [String]) -> JSONValue? {
            lines.isEmpty ? nil : ["sectionTitle": .string(title), "lines": .array(lines.map(JSONValue.string))]
        }
        let sections = answer.map { answer in
            [
                section("Also open", open.filter { $0 != first }.map(\.sentence)),
                section("Try first", answer.tryFirst),
                section("Inform", answer.inform.map { "\($0.who): \($0.how), \($0.when)." }),
                section(
                    "If it can't be put right and hurts the service",
                    [answer.escalate.joined(separator: ", then ") + "."]),
                section("Always", [answer.record]), section("Good to know", answer.notes),
                section("Note", answer.warnings.map(\.sentence)),
                section("Closed now", answer.contacts.filter { !$0.state.isOpen }.map(\.sentence)),
            ].compactMap(\.self)
        }
        return view(
            "call", title: first.map { "\($0.contact.who): Whom to call" } ?? "Whom to call", address: "/call",
            [
                "nowText": .string(
                    "\(LondonTime.text(now)), London time."
                        + (answer.map { " \($0.digitalSupport.sentence)" } ?? "")),
                "answer": answer.map { answer in
                    [
                        "systemName": .string((answer.problem?.what ?? answer.system.what).capitalizedFirst),
                        "firstName": .optional(first?.contact.how),
                        "firstText": .optional(
                            first.map { "\($0.contact.who).\($0.contact.details) \($0.hoursSentence)" }),
                        "sections": .array(sections ?? []), "fromText": .null,
                    ]
                } ?? .null,
                "systems": .array(
                    guide.listed(older: false).map { system in
                        [
                            "systemTitle": .string(system.what.capitalizedFirst),
                            "systemHref": .string("/call?system=\(system.id)"),
                            "isChosen": .bool(system.id == answer?.system.id),
                        ]
                    }),
            ])
    }

    /// What errors mean, and what is cited.
    func handbook(_ practice: LocalPractice, at now: UTCInstant) -> PageView {
        func table(_ name: String, _ columns: [String], _ rows: [[String]]) -> JSONValue {
            [
                "tableName": .string(name), "columns": .array(columns.map(JSONValue.string)),
                "tableRows": .array(rows.map { ["cells": .array($0.map(JSONValue.string))] }),
            ]
        }
        let today = LondonTime.date(now)
        let overdue = practice.sources.filter { $0.isReviewOverdue(on: today) }
        return view(
            "handbook", title: "Handbook: Smartcard desk", address: "/handbook",
            [
                "pageTitle": "Handbook", "chapters": [],
                "tables": [
                    table(
                        "Errors of Care Identity Management", ["Code", "What it means", "What to do"],
                        ServiceError.known.map { error in
                            [error.code, error.meaning, error.remedies.map(\.text).joined(separator: " ")]
                        }),
                    table("Sources", ["Short name", "Document"], practice.sources.map { [$0.id, $0.title] }),
                ],
                "notices": .array(
                    overdue.map {
                        PageNotice(
                            kind: .warn, title: nil,
                            text: "\($0.id), \($0.title), is past its review. Ask its owner for a newer version."
                        ).json
                    }),
            ])
    }

    /// The scenarios.
    func practice(asking: String, isBusy: Bool) -> PageView {
        let scenarios = Scenario.builtInNames.map(PracticeScenario.init)
        let first = DeskView.jobs.first { job in scenarios.contains { $0.workflow.rawValue == job.id } }
            .flatMap { job in scenarios.first { $0.workflow.rawValue == job.id } }
        return view(
            "practice", title: "Practice: Smartcard desk", address: "/practice", asking: asking,
            [
                "simulated": true,
                "groups": .array(
                    DeskView.jobs.map { job in
                        [
                            "groupName": .string(job.name),
                            "scenarios": .array(
                                scenarios.filter { $0.workflow.rawValue == job.id }.map { scenario in
                                    [
                                        "scenario": .string(scenario.name),
                                        "scenarioTitle": .string(scenario.title),
                                        "scenarioText": .string(scenario.text), "isOff": .bool(isBusy),
                                        "hasFocus": .bool(scenario.name == first?.name && !isBusy),
                                    ]
                                }),
                        ]
                    }),
                "notices": isBusy
                    ? [
                        PageNotice(
                            kind: .warn, title: nil,
                            text: "A session is going on at this desk. Practice begins when it has ended."
                        ).json
                    ] : [],
            ])
    }
}
