import CLinux
import Foundation

/// Says to other programs on this computer that a session is under way. It goes with the process, however that ends,
/// so that a session whose process is gone can be taken up.
public final class SessionClaim: Sendable {
    private let descriptor: Int32

    /// Nil where another process has that session.
    public init?(_ session: String) {
        let claimed = ra_claim_name("ra-session-\(session)")
        // Where no name can be held at all, nobody else holds it either.
        guard claimed >= 0 || errno != EADDRINUSE else { return nil }
        descriptor = claimed
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
