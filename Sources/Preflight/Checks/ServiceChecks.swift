import JSON
import PCSC
import ReaderHardware

extension Check {
    /// Can the PC/SC service be reached, and if not, why.
    static let serviceReachable = Check(
        "service.reachable", "Card service", blocksWhenCrashed: Job.withCards,
        explanation: """
            Connects to the PC/SC service (pcscd), which all programs share to talk to readers. Tells apart: not \
            installed or never started (no socket), died (a socket that nobody listens on), this user not let in (the \
            socket's rights, or polkit), another version than the PC/SC library, and hung (takes connections and \
            answers nobody). Without the service no card can be read, here or in the browser.
            """
    ) { workstation in
        let finding = ServiceFinding(workstation.service.get(), root: workstation.root)
        var evidence = finding.evidence
        if !workstation.isSimulated {
            evidence["socket"] = .string(ServiceProbe.socket(environment: workstation.environment))
        }
        let summary =
            workstation.isSimulated && finding.status == .pass
            ? "A simulated desk stands in for the card service." : finding.summary
        return Finding(
            finding.status, summary, evidence: evidence, remedies: finding.remedies,
            blocks: finding.status == .pass ? [] : Job.withCards)
    }
}

/// What the condition of the service means for people; `ra readers` says the same as the preflight.
public struct ServiceFinding: Sendable, Hashable {
    public let status: Finding.Status
    public let summary: String
    /// One word for programs.
    public let evidence: [String: JSONValue]
    public let remedies: [Remedy]

    /// - Parameter root: put before the paths that are looked at.
    public init(_ condition: ServiceCondition, root: String = "") {
        switch condition {
        case .running:
            self.init(.pass, "The card service answers.", "running", [])
        case .absent:
            let isInstalled = SystemFiles(root: root).exists("/usr/sbin/pcscd")
            self.init(
                .fail,
                isInstalled
                    ? "The card service (pcscd) is installed and not running."
                    : "The card service (pcscd) is not installed.",
                "absent",
                isInstalled
                    ? [
                        Remedy(
                            .it, "Start the card service, now and at every boot.",
                            commands: ["systemctl enable --now pcscd.socket"])
                    ]
                    : [
                        Remedy(
                            .it, "Install the card service and the readers' driver.",
                            commands: ["apt-get install pcscd libccid"])
                    ])
        case .dead:
            self.init(
                .fail, "The card service (pcscd) has stopped; nobody listens on its socket.", "dead",
                [
                    Remedy(
                        .it, "Start it again and see why it stopped.",
                        commands: ["systemctl restart pcscd.socket pcscd", "journalctl -u pcscd -n 50"])
                ])
        case .socketClosedToUser:
            self.init(
                .fail, "This user may not open the card service's socket.", "socketClosedToUser",
                [
                    Remedy(
                        .it, "Give the socket its usual rights (0666) back.",
                        commands: ["systemctl restart pcscd.socket", "ls -l \(ServiceProbe.defaultSocket)"])
                ])
        case .refused:
            self.init(
                .fail, "The card service refuses this user.", "refused",
                PCSCError.Code.securityViolation.remedies.filter { $0.audience == .operator }
                    + [.allowInPolkit(root: root)])
        case .wrongVersion:
            self.init(
                .fail, "The card service and the PC/SC library are of different versions.", "wrongVersion",
                PCSCError.Code.serviceStopped.remedies)
        case .hung(let seconds):
            self.init(
                .fail,
                seconds > 0
                    ? "The card service takes connections but hasn't answered within \(seconds) seconds."
                    : "The card service takes no more connections; it hangs.",
                "hung",
                [
                    Remedy(.operator, "Take all cards out, unplug the readers, and try again."),
                    Remedy(
                        .it, "Restart the card service and see what it was doing.",
                        commands: ["systemctl restart pcscd.socket pcscd", "journalctl -u pcscd -n 50"]),
                ])
        case .failed(let error):
            self.init(.fail, error.description, "failed", error.remedies)
        }
    }

    private init(_ status: Finding.Status, _ summary: String, _ word: String, _ remedies: [Remedy]) {
        self.status = status
        self.summary = summary
        evidence = ["condition": .string(word)]
        self.remedies = remedies
    }
}

extension Workstation {
    /// The readers, or nil when the service doesn't run, which `service.reachable` reports.
    var readers: [AttachedReader]? {
        guard case .running(let readers) = service.get() else { return nil }
        return readers
    }
}

extension Finding {
    /// For checks that need the service when it can't be reached.
    static let noService = Finding(.skip, "Not looked at: the card service can't be reached.")
}
