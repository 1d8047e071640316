import JSON

extension EventCode {
    public static let preflightRun = EventCode("preflight.run")
}

public struct PreflightRun: EventDetails {
    /// The verdict for the job that was asked about, or for each job.
    public var ready: [String: Bool]
    /// The checks that stand in the way of these jobs.
    public var blockers: [String]
    /// The checks that failed, whatever they are needed for.
    public var failed: [String]

    public init(ready: [String: Bool], blockers: [String], failed: [String]) {
        self.ready = ready
        self.blockers = blockers
        self.failed = failed
    }

    public static let code = EventCode.preflightRun
    public static let name = "preflight"

    /// Earlier versions stored `ready` as one truth, for the event's action, and no `failed` where a session ran it; no
    /// `blockers` where a person did.
    public init(reading details: JSONValue, action: String?) {
        if let verdict = details["ready"]?.bool {
            ready = action.map { [$0: verdict] } ?? [:]
        } else {
            ready = details["ready"]?.object?.compactMapValues(\.bool) ?? [:]
        }
        blockers = details["blockers"]?.strings ?? []
        failed = details["failed"]?.strings ?? []
    }

    public var members: [String: JSONValue] {
        ["ready": .object(ready.mapValues(JSONValue.bool)), "blockers": .strings(blockers), "failed": .strings(failed)]
    }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        let jobs = ready.filter { !$0.value }.keys.sorted()
        let against = (blockers.isEmpty ? jobs : blockers).map(Words.safe)
        return "Preflight: " + (against.isEmpty ? "ready" : "not ready, " + against.joined(separator: ", "))
    }
}
