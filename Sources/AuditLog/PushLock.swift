import CLinux
import Foundation

/// One push of a log at a time, from whichever process: a lock in a file beside the log. It goes with the process,
/// however that ends.
public final class PushLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock beside a log. Doesn't wait.
    ///
    /// - Parameter log: the log's path; its folder is there.
    /// - Returns: nil while another push has it.
    /// - Throws: ``AuditLogError`` where no lock can be made: then no cosignature could be kept either.
    public static func take(besides log: String) throws(AuditLogError) -> PushLock? {
        let files = LogFiles(path: log)
        let descriptor = try files.openLock(".push")
        if ra_lock_file(descriptor) == 0 { return PushLock(descriptor: descriptor) }
        let code = errno
        close(descriptor)
        guard code == EWOULDBLOCK else { throw files.trouble(code) }
        return nil
    }
}
