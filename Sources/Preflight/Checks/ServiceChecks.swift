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
            socket's rights, or polkit), another version than the PC/SC library, not started (systemd listens for it, \
            starts it on demand, and it doesn't come), and hung (takes connections and answers nobody). Without the \
            service no card can be read, here or in the browser.
            """
    ) { workstation in
        let socket = ServiceSocket(environment: workstation.environment)
        let condition = workstation.service.get()
        // Only where the connection was taken: each call of a user who is refused is a line in the service's log.
        var start = ServiceStart.unknown
        switch condition {
        case .running, .hung: start = workstation.serviceStart.get()
        default: break
        }
        let finding = ServiceFinding(condition, root: workstation.root, socket: socket, start: start)
        var evidence = finding.evidence
        if start != .unknown { evidence["start"] = .string(start.rawValue) }
        if !workstation.isSimulated {
            evidence["socket"] = .string(socket.path)
            evidence["socketNamedBy"] = socket.isNamed ? .string(ServiceSocket.variable) : .null
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

    /// - Parameters:
    ///   - condition: how the card service is.
    ///   - root: put before the paths that are looked at.
    ///   - socket: where the service was looked for.
    ///   - start: whether it starts on demand, where that was looked at.
    public init(
        _ condition: ServiceCondition, root: String = "", socket: ServiceSocket = .standard,
        start: ServiceStart = .unknown
    ) {
        if socket.isNamed, let finding = ServiceFinding(condition, at: socket) {
            self = finding
            return
        }
        switch condition {
        case .running:
            let isOnDemand = [.onDemand, .notStarted].contains(start)
            self.init(
                .pass, isOnDemand ? "The card service answers; it starts on demand." : "The card service answers.",
                "running", [])
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
                        commands: ["systemctl restart pcscd.socket", "ls -l \(ReaderName(socket.path))"])
                ])
        case .refused:
            let cause = RefusalCause(root: root, of: .service)
            self.init(
                .fail, cause.summary + socket.words, "refused", cause.remedies, more: cause.evidence)
        case .badPath(let trouble):
            self.init(.fail, "The card service's socket \(socket.path) is unusable.", trouble.rawValue, [.seeLog])
        case .wrongVersion:
            self.init(
                .fail, "The card service and the PC/SC library are of different versions." + socket.words,
                "wrongVersion",
                PCSCError.Code.serviceStopped.remedies)
        case .hung where start == .notStarted:
            self.init(
                .fail,
                "The card service starts on demand, and didn't start when it was called: systemd alone listens on its "
                    + "socket.", "notStarted",
                [
                    Remedy(
                        .it, "See why it doesn't start, and start it.",
                        commands: [
                            "systemctl status pcscd.socket pcscd", "journalctl -u pcscd -n 50",
                            "systemctl restart pcscd.socket pcscd",
                        ])
                ])
        case .hung(let seconds):
            self.init(
                .fail,
                (seconds > 0
                    ? "The card service takes connections but hasn't answered within \(seconds) seconds."
                    : "The card service takes no more connections; it hangs.") + socket.words,
                "hung",
                [
                    Remedy(.operator, "Take all cards out, unplug the readers, and try again."),
                    Remedy(
                        .it, "Restart the card service and see what it was doing.",
                        commands: ["systemctl restart pcscd.socket pcscd", "journalctl -u pcscd -n 50"]),
                ])
        case .failed(let error):
            self.init(.fail, error.description + socket.words, "failed", error.remedies)
        }
    }

    /// What a path comes to that the variable names; nil where somebody was reached there. Neither that the service
    /// runs nor that it has stopped is known then.
    private init?(_ condition: ServiceCondition, at socket: ServiceSocket) {
        let name = "\(ServiceSocket.variable) names \(socket.path.isEmpty ? "nothing" : "\(ReaderName(socket.path))")"
        let (words, code): (String, String)
        switch condition {
        case .absent: (words, code) = ("where nothing is", "absent")
        case .dead: (words, code) = ("a socket on which nobody listens", "dead")
        case .socketClosedToUser: (words, code) = ("a socket that this user may not open", "socketClosedToUser")
        case .badPath(.empty): (words, code) = ("it is set and empty", SocketTrouble.empty.rawValue)
        case .badPath(.folder): (words, code) = ("a folder", SocketTrouble.folder.rawValue)
        case .badPath(.notASocket): (words, code) = ("a file that isn't a socket", SocketTrouble.notASocket.rawValue)
        case .badPath(.tooLong):
            (words, code) = (
                "a path of \(socket.path.utf8.count) bytes; a socket's has at most \(ServiceSocket.longestPath)",
                SocketTrouble.tooLong.rawValue
            )
        case .running, .refused, .wrongVersion, .hung, .failed: return nil
        }
        self.init(
            .fail, "The card service can't be reached: \(name), \(words).", code,
            [
                Remedy(
                    .it, "Unset \(ServiceSocket.variable), or let it name the card service's socket.",
                    commands: ["unset \(ServiceSocket.variable)"])
            ])
    }

    private init(
        _ status: Finding.Status, _ summary: String, _ word: String, _ remedies: [Remedy],
        more: [String: JSONValue] = [:]
    ) {
        self.status = status
        self.summary = summary
        evidence = more.merging(["condition": .string(word)]) { $1 }
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
    static let noService: Finding = {
        var finding = Finding(.skip, "Not looked at: the card service can't be reached.")
        finding.isUnanswered = true
        return finding
    }()
}

extension ServiceSocket {
    /// What is added where somebody was reached at a path that isn't the usual one.
    fileprivate var words: String { isNamed ? " \(Self.variable) names its socket: \(ReaderName(path))." : "" }
}

extension Remedy {
    fileprivate static let seeLog = Remedy(
        .it, "See what the card service says.", commands: ["journalctl -u pcscd -n 50"])
}
