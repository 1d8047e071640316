import AuditLog
import Instants

/// One guided session with its log, its readers and its clock, whatever shows it.
public struct SessionHost: Sendable {
    /// Twelve hexadecimal digits in groups that can be read out.
    public let session: String
    public let settings: SessionSettings
    private let log: AuditLog
    private let desk: any SessionDesk
    private let clock: @Sendable () -> UTCInstant
    private let logged: LoggedSession?
    private let claim: SessionClaim?
    private let ended: (@Sendable () -> Void)?

    /// - Parameters:
    ///   - settings: what the session is about, and what is known at its beginning.
    ///   - log: the audit log that the session's events go to.
    ///   - desk: the readers and cards.
    ///   - clock: wall time.
    ///   - logged: what the log has of a session that is taken up again; nil begins a new one.
    ///   - claim: that nobody else on this computer has this session; nil makes one here, where nobody else has it.
    ///   - ended: called once the session is over and its checkpoint made; it may not wait.
    public init(
        settings: SessionSettings, log: AuditLog, desk: any SessionDesk, clock: @escaping @Sendable () -> UTCInstant,
        takingUp logged: LoggedSession? = nil, claim: SessionClaim? = nil, ended: (@Sendable () -> Void)? = nil
    ) {
        session = logged?.session ?? SessionHost.newID()
        self.settings = settings
        self.log = log
        self.desk = desk
        self.clock = clock
        self.logged = logged
        self.claim = claim ?? SessionClaim(session)
        self.ended = ended
    }

    /// Runs the session to its end. Cancelling the task stops it or lays it aside; that is recorded and the receipt comes
    /// back as at any other end.
    ///
    /// - Parameters:
    ///   - frontEnd: shows the session and gives the answers.
    ///   - cancellation: what a cancellation means: the person stopped it, or the session is laid aside.
    /// - Throws: `LoggedSession.Mistake` where the session can't be taken up; what the front end throws when nobody can
    ///   be shown anything any more.
    public func run(
        showing frontEnd: any SessionFrontEnd, cancellation: @escaping @Sendable () -> SessionEvent = { .interrupted }
    ) async throws -> SessionReceipt {
        defer {
            withExtendedLifetime(claim) {}
            ended?()
        }
        return try await SessionLoop(
            session: session, settings: settings, desk: desk, frontEnd: frontEnd,
            log: AuditSessionLog(log: log, session: session, workflow: settings.workflow, takingUp: logged),
            wallTime: clock, logged: logged, cancellation: cancellation
        ).run()
    }

    private static func newID() -> String {
        let digits = String(UInt64.random(in: 0..<1 << 48), radix: 16)
        let padded = String(repeating: "0", count: 12 - digits.count) + digits
        return stride(from: 0, to: 12, by: 4).map { start in
            String(padded.dropFirst(start).prefix(4))
        }.joined(separator: "-")
    }
}
