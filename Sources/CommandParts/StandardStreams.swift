import Foundation

/// Keeps the numbers 0, 1 and 2 from being given to a file that is opened later, when `ra` is started with one of them
/// closed: a report must not be written into the audit log.
public enum StandardStreams {
    /// Opens `/dev/null` the wrong way round on each that is closed, so that using it still fails.
    public static func openMissing() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest number that is free is the one that is closed, because the lower ones are taken by now.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
