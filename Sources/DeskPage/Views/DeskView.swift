import CallGuide
import DeskSession
import Handbook
import JSON
import NextSteps
import PageFoundation
import Preflight

/// The first view: readers, what the workstation is ready for, and one button for each job.
struct DeskView {
    let frame: Frame
    let asking: String
    let readers: [String: JSONValue]
    /// The card service can't be reached, or refuses this user.
    let isServiceAway: Bool
    let report: PreflightReport
    /// A session that isn't finished and can be taken up.
    var unfinished: LoggedSession?
    /// What to say of a session that is going on, and where it is, if it is on this page.
    var running: (text: String, href: String?)?
    /// Whom to call now, in a sentence.
    var call: String?
    /// Who is due soon, in a sentence.
    var due: String?
    var trouble: PageNotice?

    var view: PageView {
        let hasReaders = readers["hasReaders"] == true
        return frame.view(
            "desk", title: hasReaders ? "Smartcard desk" : isServiceAway ? "No card service" : "No card reader",
            icon: hasReaders ? .desk : .stop,
            address: "/",
            asking: asking,
            readers.merging(members) { $1 })
    }

    private var members: [String: JSONValue] {
        [
            "jobs": .array(jobs), "hasOwnJobs": true, "ownJobs": .array(ownJobs),
            "unfinished": .array(unfinished.map { [DeskView.unfinished($0)] } ?? []),
            "running": running.map { ["runningText": .string($0.text), "runningHref": .optional($0.href)] } ?? .null,
            "dueSoon": due.map { ["dueText": .string($0), "dueHref": "/due"] } ?? .null,
            "callNow": call.map { ["callText": .string($0), "callHref": "/call?system=smartcards"] } ?? .null,
            "readiness": .array(ReadinessView.members(report)), "preflightHref": "/preflight",
            "notices": .array(trouble.map { [$0.json] } ?? []),
        ]
    }

    private var jobs: [JSONValue] {
        DeskView.jobs.enumerated().map { index, job in
            [
                "job": .string(job.id), "jobName": .string(job.name), "jobHint": .string(job.hint),
                "standing": .null, "isOff": .bool(running != nil), "hasFocus": .bool(index == 0),
            ]
        }
    }

    private var ownJobs: [JSONValue] {
        DeskView.ownJobs.map { job in
            ["job": .string(job.id), "jobName": .string(job.name), "isOff": .bool(running != nil)]
        }
    }

    private static func unfinished(_ logged: LoggedSession) -> JSONValue {
        [
            "unfinishedText": .string(
                "A session to \(logged.workflow.phrase) wasn't ended. What was answered is kept."),
            "unfinishedSession": .string(logged.session),
        ]
    }

    /// The jobs that are begun here.
    static let jobs = [
        (id: "unlock", name: "Unlock a card", hint: "Locked, or the passcode is forgotten."),
        (id: "renew", name: "Renew a card", hint: "The certificates expire soon, or have expired."),
        (id: "email", name: "Change an email address", hint: "So that a code can reach the holder."),
        (id: "replace", name: "Replace a card", hint: "Lost, stolen, damaged, or of a blocked series."),
    ]

    /// What the button says that begins it.
    static func name(of work: NextStep.Work) -> String {
        jobs.first { $0.id == work.rawValue }?.name ?? work.rawValue
    }

    private static let ownJobs = [
        (id: "own-unlock", name: "Unlock my own card"), (id: "own-renew", name: "Renew my own card"),
    ]
}

extension Workflow {
    /// What somebody does, after "to".
    var phrase: String {
        switch self {
        case .unlock: "unlock a card"
        case .renew: "renew a card"
        case .email: "change an email address"
        case .replace: "replace a card"
        }
    }
}

/// What the workstation is ready for, and what stands in the way.
enum ReadinessView {
    static func members(_ report: PreflightReport) -> [JSONValue] {
        Job.allCases.map { job in
            let blockers = report.blockers(of: job)
            let causes = blockers.filter { $0.finding.status != .skip }
            let isReady = report.isReady(for: job)
            return [
                "readyFor": .string(name(of: job)), "readyKind": .string(isReady ? "good" : "bad"),
                "readyText": .string(isReady ? "Ready" : "Not ready"),
                "inTheWay": .array(
                    (causes.isEmpty ? blockers : causes).map { .string("\($0.title): \($0.finding.summary)") }),
            ]
        }
    }

    private static func name(of job: Job) -> String {
        switch job {
        case .selfService: "Telling a holder how to help themselves"
        case .unlock: "Unlocking"
        case .renew: "Renewing"
        case .audit: "Keeping the log"
        }
    }
}
