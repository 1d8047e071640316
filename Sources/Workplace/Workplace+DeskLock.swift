import AuditLog
import Foundation
import Instants

extension Workplace {
    /// Takes the desk for a guided session whose log is this one.
    ///
    /// - Parameters:
    ///   - log: the session's log; the lock is a file beside it.
    ///   - place: `terminal` or `page`.
    /// - Throws: `WorkplaceError.atWork` where somebody is at it, `.log` where no lock can be made.
    public func takeDesk(for log: AuditLog, from place: String) throws(WorkplaceError) -> DeskLock {
        let holder = DeskLock.Holder(user: NSUserName(), place: place, since: now)
        let answer: DeskLock.Answer
        do {
            answer = try DeskLock.take(besides: log.path, as: holder)
        } catch {
            throw .log(error)
        }
        switch answer {
        case .taken(let lock): return lock
        case .held(let holder): throw .atWork(holder)
        }
    }
}

extension Workplace {
    /// Who is at this desk with a guided session; nil where nobody is.
    public func whoIsAtTheDesk() -> DeskLock.Answer? { DeskLock.look(besides: auditLogPlace.path) }
}

extension DeskLock.Holder {
    /// Who is at the desk, where and since when.
    public var sentence: String {
        let who = self.operator.map { "the operator \($0)" } ?? "the user \(user)"
        return "A session is going on at this desk already: \(who), at the \(place), since \(LondonTime.text(since))."
    }
}
