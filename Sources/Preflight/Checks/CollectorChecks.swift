import AuditLog
import Foundation
import Instants
import JSON
import NextSteps
import WorkstationSettings

extension Check {
    /// Does the collector take connections.
    static let collectorReachable = Check(
        "collector.reachable", "Collector reached", deadline: .seconds(15),
        explanation: """
            Connects to the collector that the settings name, which keeps copies of the audit log. Without it the desk \
            works on, and the log waits. Skipped where the settings name none.
            """
    ) { workstation in
        guard let collector = workstation.configuration.collector else { return .noCollector }
        let evidence: [String: JSONValue] = [
            "host": .string(collector.url.host), "port": .integer(Int64(collector.url.port)),
        ]
        // TLS is left to the push, which knows whom the settings trust.
        let host = NetworkHost(
            id: "collector", name: collector.url.host, port: collector.url.port, usesTLS: false,
            purpose: "copies of the audit log", network: .internet)
        let problem: String
        switch HostProbe(host).look() {
        case .reached, .tlsNotTried: return Finding(.pass, "The collector takes connections.", evidence: evidence)
        case .nameUnknown(let reason): problem = "Its name has no address (\(reason))"
        case .noConnection(_, let reason), .tlsFailed(_, let reason): problem = "No connection (\(reason))"
        }
        return Finding(
            .warn, "The collector isn't reached. \(problem). The log waits.", evidence: evidence,
            remedies: [
                Remedy(
                    .it, "Check the network, and whether the collector runs.",
                    commands: ["getent ahosts \(collector.url.host)"], next: [.pushLog])
            ])
    }

    /// When all events were with the collector last.
    static let collectorBehind = Check(
        "collector.behind", "Collector up to date",
        explanation: """
            Says when all events of the audit log were with the collector last. The log is sent after each session and \
            once an hour; until then somebody who may write it could change it unseen. Warns after \
            collector.warnAfterHours. Skipped where the settings name no collector.
            """
    ) { workstation in
        try workstation.standing { collector, standing in
            let last = standing.record?.time
            let waiting = max(0, standing.size - (standing.record?.size ?? 0))
            let evidence: [String: JSONValue] = [
                "lastPush": .optional(last?.rfc3339), "waitingEvents": .integer(waiting),
                "warnAfterHours": .integer(Int64(collector.warnAfterHours)),
            ]
            let since = last ?? standing.begun ?? workstation.now
            let hours = max(0, (workstation.now.secondsSince1970 - since.secondsSince1970) / 3600)
            guard hours >= Int64(collector.warnAfterHours) else {
                return Finding(
                    .pass,
                    last == nil
                        ? "Nothing was sent to the collector yet; the log is \(hours) hours old."
                        : "The collector was up to date \(hours) hours ago.", evidence: evidence)
            }
            return Finding(
                .warn,
                last == nil
                    ? "Nothing was ever sent to the collector, and the log is \(hours) hours old."
                    : "The collector was up to date last \(hours) hours ago; \(waiting) events wait.",
                evidence: evidence,
                remedies: [
                    Remedy(
                        .it, "See what is in the way.", commands: ["systemctl status ra-push.timer ra-push.service"],
                        next: [.pushLog])
                ])
        }
    }

    /// Has the collector another history.
    static let collectorFork = Check(
        "collector.fork", "Collector has this log's history",
        explanation: """
            Fails when the collector's last answer showed that it has another history of this log: the log was \
            changed or put back to an older copy, or another computer has a copy of it. It stops no work: what is \
            done now should be recorded all the same. Passes again once a later push is cosigned. Skipped where the \
            settings name no collector.
            """
    ) { workstation in
        try workstation.standing { _, standing in
            guard let fork = standing.fork else {
                return Finding(.pass, "The collector has never shown another history since it cosigned this one.")
            }
            return Finding(
                .fail, "The collector has another history of this log than the one here (event \(fork)).",
                evidence: ["event": .integer(fork)],
                remedies: [
                    Remedy(
                        .it,
                        """
                        Keep the log and its copies as they are, and tell whoever is responsible for information \
                        governance: the collector has the evidence.
                        """,
                        next: [.verifyLog, .pushLog])
                ])
        }
    }
}

extension Finding {
    fileprivate static let noCollector = Finding(.skip, "The settings name no collector.")
}

extension Workstation {
    /// What the log knows of the collector.
    fileprivate func standing(
        _ body: @Sendable (CollectorSettings, CollectorStanding) throws -> Finding
    ) throws -> Finding {
        guard let collector = configuration.collector else { return .noCollector }
        guard let path = auditLog else { return .noLog }
        guard FileManager.default.fileExists(atPath: path) else {
            return Finding(.skip, "There is no audit log yet to send.")
        }
        do {
            let standing = try waiting {
                try await LogReader.open(at: path).standing(of: collector.key)
            }
            return try body(collector, standing)
        } catch let error as AuditLogError {
            return Finding(.skip, "The audit log can't be read: \(error.description)")
        }
    }
}
