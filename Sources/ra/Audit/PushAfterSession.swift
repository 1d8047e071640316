import AuditLog
import Workplace

/// Starts `ra audit push` by itself when a session has ended. Nobody waits for it, and nobody hears what it says: what
/// matters of that, the preflight knows from the log.
enum PushAfterSession {
    @Sendable static func start(for workplace: Workplace) {
        var arguments = ["audit", "push", "--audit-log", workplace.auditLogPlace.path]
        if let file = workplace.choices.configuration { arguments += ["--config", file] }
        // Of a scenario that brings settings of its own.
        if let scenario = workplace.choices.scenario { arguments += ["--simulate", scenario] }
        _ = SeparateProgram(SeparateProgram.own, named: "ra", arguments, environment: workplace.environment)
    }
}
