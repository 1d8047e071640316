import Instants
import JSON
import PCSC

/// All results of one run and the verdict for each job.
public struct PreflightReport: Sendable, Hashable {
    public let at: UTCInstant
    public let workstation: String
    public let site: String?
    public internal(set) var results: [CheckResult]
    /// For each job the checks that it needs and that weren't made, by id.
    private let notChecked: [Job: [String]]

    public init(
        at: UTCInstant, workstation: String, site: String?, results: [CheckResult],
        leftOut: [(id: String, neededFor: Set<Job>)] = []
    ) {
        self.at = at
        self.workstation = workstation
        self.site = site
        self.results = results
        notChecked = Dictionary(
            uniqueKeysWithValues: Job.allCases.map { job in
                (job, leftOut.filter { $0.neededFor.contains(job) }.map(\.id))
            })
    }

    /// The checks that stand in the way of a job, in the order they were run.
    public func blockers(of job: Job) -> [CheckResult] {
        results.filter { $0.finding.blocks.contains(job) }
    }

    /// The checks that a job needs and that weren't made, by id.
    public func notChecked(for job: Job) -> [String] { notChecked[job] ?? [] }

    /// Whether the workstation could do the job: each check that the job needs was made, and none stands in the way. No
    /// card need be in for it.
    public func isReady(for job: Job) -> Bool {
        blockers(of: job).isEmpty && notChecked(for: job).isEmpty
    }

    /// The document that the command-line contract describes. What ``said(by:)`` hasn't put into words isn't in it.
    public var json: JSONValue {
        let ready = Job.allCases.map { ($0.rawValue, JSONValue.bool(isReady(for: $0))) }
        let blocking = Job.allCases.map { job in
            (job.rawValue, JSONValue.array((blockers(of: job).map(\.id) + notChecked(for: job)).map(JSONValue.string)))
        }
        return [
            "schemaVersion": 1, "at": .string(at.rfc3339), "workstation": .string(workstation),
            "site": .optional(site), "checks": .array(results.map(\.json)),
            "ready": .object(Dictionary(uniqueKeysWithValues: ready)),
            "blockers": .object(Dictionary(uniqueKeysWithValues: blocking.filter { $0.1 != [] })),
        ]
    }
}

extension CheckResult {
    var json: JSONValue {
        [
            "id": .string(id), "title": .string(title), "status": .string(finding.status.rawValue),
            "summary": .string(finding.summary), "evidence": .object(finding.evidence),
            "remedies": .array(finding.remedies.map(\.json)), "milliseconds": .integer(Int64(milliseconds)),
        ]
    }
}

extension Remedy {
    var json: JSONValue {
        [
            "audience": .string(audience.rawValue), "text": .string(text),
            "commands": .array(commands.map(JSONValue.string)),
        ]
    }
}
