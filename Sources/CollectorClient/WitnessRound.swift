import AuditLog
import WorkstationSettings

/// What came of asking one witness.
public enum WitnessAnswer: Hashable, Sendable {
    /// The checkpoint with its line.
    case cosigned(Checkpoint)
    /// It has cosigned another history of this log, or can't be believed any more; with the size that it says it has
    /// cosigned, where it names one.
    case fork(CollectorForked.Reason, held: Int64?)
    /// A sentence.
    case refused(String)
    case unreachable(String)
    /// The policy doesn't say where it is, or its signatures can't be checked here.
    case notAsked(String)
}

/// What came of asking all of a policy's witnesses.
public struct WitnessReport: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        public var witness: WitnessPolicy.Witness
        public var answer: WitnessAnswer
        /// Its cosignature of this very checkpoint is there, from now or, where it couldn't be asked, from before.
        public var isThere: Bool
    }

    public var rows: [Row]
    /// With the cosignatures of the policy's witnesses.
    public var checkpoint: Checkpoint
    public var isMet: Bool

    /// A witness has cosigned another history of this log.
    public var showsFork: Bool { rows.contains { if case .fork = $0.answer { true } else { false } } }

    /// The quorum isn't met, and each witness whose cosignature is missing couldn't be reached.
    public var lacksOnlyUnreachable: Bool {
        let missing = rows.filter { !$0.isThere }
        return !isMet && !missing.isEmpty
            && missing.allSatisfy { if case .unreachable = $0.answer { true } else { false } }
    }
}

/// The policy names logs, and not this one.
public struct LogNotInPolicy: Error, Hashable, Sendable {
    public let origin: String
}

/// Asks witnesses to cosign a log's newest checkpoint (C2SP tlog-witness, "add-checkpoint"), and keeps what they give.
public struct WitnessRound: Sendable {
    let log: AuditLog
    let reader: LogReader
    let policy: WitnessPolicy
    let collector: VerifierKey?
    let ask: HTTPCarrier

    /// - Parameters:
    ///   - log: the log, open to be signed.
    ///   - reader: the same log.
    ///   - policy: who is asked, and who is enough.
    ///   - collector: the key of the collector in the settings: a fork that this witness shows is recorded, as after a push.
    ///   - ask: carries a request.
    public init(
        of log: AuditLog, _ reader: LogReader, under policy: WitnessPolicy, collector: VerifierKey? = nil,
        asking ask: @escaping HTTPCarrier
    ) {
        self.log = log
        self.reader = reader
        self.policy = policy
        self.collector = collector
        self.ask = ask
    }

    /// Signs the log as it is and asks each witness, one after the other.
    ///
    /// - Throws: `AuditLogError`; ``LogNotInPolicy`` before anybody is asked.
    public func run() async throws -> WitnessReport {
        var checkpoint = try await log.checkpoint()
        guard policy.concerns(checkpoint) else { throw LogNotInPolicy(origin: checkpoint.origin) }
        let before = try await reader.cosigned(size: checkpoint.size)
        var report = WitnessReport(rows: [], checkpoint: checkpoint, isMet: false)
        var names: Set<[UInt8]> = []
        for witness in policy.witnesses {
            let answer = try await cosign(report.checkpoint, by: witness)
            let cosigned: Checkpoint? =
                switch answer {
                case .cosigned(let given): given
                // It doesn't vouch for it now: a log that was put back still has its cosignatures of then.
                case .fork, .refused: nil
                case .unreachable, .notAsked:
                    witness.key.flatMap { key in
                        before.last {
                            $0.signedNote.text.utf8.elementsEqual(checkpoint.signedNote.text.utf8)
                                && $0.cosigned(by: key) != nil
                        }
                    }
                }
            if let cosigned, let key = witness.key {
                names.insert(witness.name)
                checkpoint = checkpoint.adding(cosigned.lines(of: key)) ?? checkpoint
            }
            report.rows.append(.init(witness: witness, answer: answer, isThere: cosigned != nil))
        }
        report.checkpoint = checkpoint
        report.isMet = policy.isMet(by: names)
        return report
    }

    private func cosign(_ checkpoint: Checkpoint, by witness: WitnessPolicy.Witness) async throws -> WitnessAnswer {
        guard let key = witness.key else { return .notAsked("Its signatures can't be checked here.") }
        guard let place = witness.url else { return .notAsked("The policy doesn't say where it is.") }
        guard let url = CollectorURL(place) else {
            return .notAsked("Its address isn't https://HOST, or http:// on this computer alone.")
        }
        // Signed by this log alone: what other witnesses say doesn't concern this one.
        let bare = try await log.checkpoint(over: checkpoint.size)
        var old = min(try await reader.cosignedSize(by: key), bare.size)
        for isSecond in [false, true] {
            let proof = try await reader.consistency(from: old, to: bare.size)
            let text = (["old \(old)"] + proof.map(\.base64)).joined(separator: "\n") + "\n\n" + bare.note
            let reply: HTTPReply
            do throws(NoReply) {
                reply = try await ask(HTTPQuestion(.post, url.appending("/add-checkpoint"), body: Array(text.utf8)))
            } catch {
                return .unreachable("No answer came: \(error.reason).")
            }
            switch reply.status {
            case 200:
                guard let lines = reply.text, let both = bare.adding(lines), both.cosigned(by: key) != nil else {
                    return .refused("What it answered isn't a cosignature by its key.")
                }
                guard let own = bare.adding(both.lines(of: key)) else {
                    return .refused("What it answered isn't a cosignature by its key.")
                }
                try await log.keep(own, by: key)
                return .cosigned(own)
            case 409:
                guard let size = reply.logSize else { return .refused("It knows another size, and doesn't say which.") }
                if size == old { return try await fork(.sameSize, key, old: old, size: bare.size, held: size) }
                // Another push, or another of these rounds, may have gone further meanwhile.
                if size > bare.size, try await size > reader.size() {
                    return try await fork(.beyondLog, key, old: old, size: bare.size, held: size)
                }
                guard size <= bare.size, !isSecond else {
                    return .refused(
                        "It says that it has cosigned \(size) events; \(bare.size) were sent, after \(old).")
                }
                old = size
            case 422: return try await fork(.refused, key, old: old, size: bare.size, held: nil)
            case 429, 500...: return .unreachable("It can't answer now (status \(reply.status)).")
            default: return .refused("It refuses what was sent (status \(reply.status)).\(reply.sentence)")
            }
        }
        return .refused("It named another size twice.")
    }

    private func fork(
        _ reason: CollectorForked.Reason, _ key: VerifierKey, old: Int64, size: Int64, held: Int64?
    ) async throws -> WitnessAnswer {
        if key == collector {
            try await ForkRecorder(log: log, reader: reader, key: key).record(reason, old: old, size: size, held: held)
        }
        return .fork(reason, held: held)
    }
}

extension Checkpoint {
    /// The signature lines of one key.
    func lines(of key: VerifierKey) -> String {
        signedNote.signatures.filter { $0.names(key) }.map(\.line).joined()
    }
}
