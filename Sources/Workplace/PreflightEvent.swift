import AuditLog
import Preflight

extension AuditEvent {
    /// A preflight: the verdict for the job that was asked about, or for each; what stands in its way; what failed.
    public init(preflight report: PreflightReport, job: Job?, session: String? = nil) {
        let jobs = job.map { [$0] } ?? Job.allCases
        let ready = jobs.map { ($0.rawValue, report.isReady(for: $0)) }
        let blocking = jobs.flatMap { report.blockers(of: $0).map(\.id) + report.notChecked(for: $0) }
        let blockers = blocking.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let troubles = report.results.filter { [.fail, .crashed].contains($0.finding.status) }.map(\.id)
        self.init(
            PreflightRun(ready: Dictionary(uniqueKeysWithValues: ready), blockers: blockers, failed: troubles),
            session: session, action: job?.rawValue)
    }
}
