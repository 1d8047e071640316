import Instants
import JSON
import WorkstationSettings

/// A set of checks that is run on a workstation.
public struct Preflight: Sendable {
    public let checks: [Check]
    /// The checks that a verdict rests on and that aren't made here: a job that needs one is not known to be ready.
    let leftOut: [Check]

    public init(checks: [Check]) {
        self.init(checks: checks, leftOut: [])
    }

    init(checks: [Check], leftOut: [Check]) {
        self.checks = checks
        self.leftOut = leftOut
    }

    /// Runs all checks side by side. The results stand in the order of the checks, however long each took.
    ///
    /// A check that throws or doesn't end in time is reported as crashed and stops no other.
    public func run(on workstation: Workstation) async -> PreflightReport {
        let results = await withTaskGroup(of: (Int, CheckResult).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await check.result(on: workstation)) }
            }
            var results: [(Int, CheckResult)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return PreflightReport(
            at: workstation.now, workstation: workstation.name, site: workstation.configuration.site, results: results,
            leftOut: leftOut.filter { !$0.blocksWhenCrashed.isEmpty }.map { ($0.id, $0.blocksWhenCrashed) })
    }
}

/// A check and what it found.
public struct CheckResult: Sendable, Hashable {
    public let id: String
    public let title: String
    public internal(set) var finding: Finding
    /// How long it took, rounded up.
    public let milliseconds: Int
}

extension Check {
    func result(on workstation: Workstation) async -> CheckResult {
        let clock = ContinuousClock()
        let start = clock.now
        let outcome = await onOwnThread(deadline: deadline) { try run(workstation) }
        let spent = clock.now - start
        let finding: Finding =
            switch outcome {
            case .value(let finding): finding.isUnanswered ? finding.blocking(blocksWhenCrashed) : finding
            case .threw(let error):
                Finding(.crashed, "The check itself failed: \(error)", blocks: blocksWhenCrashed)
            case .late:
                Finding(
                    .crashed, "The check didn't end within \(deadline.components.seconds) seconds.",
                    blocks: blocksWhenCrashed)
            }
        return CheckResult(
            id: id, title: title, finding: finding,
            milliseconds: Int((spent / .milliseconds(1)).rounded(.up)))
    }
}
