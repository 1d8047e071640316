import Foundation
import Synchronization

/// The place of a user's one page of a kind. It goes with the process, however that ends.
public final class LinkClaim: Sendable {
    private let lock: Int32
    private let listener: Int32
    private let path: String
    private let hasEnded = Mutex(false)

    /// - Parameters:
    ///   - lock: the open file whose lock is held.
    ///   - listener: a socket that listens at the path.
    init(lock: Int32, listener: Int32, path: String) {
        self.lock = lock
        self.listener = listener
        self.path = path
    }

    deinit { end() }

    /// Gives each who asks, or has asked already, a fresh link, on a thread of its own. Returns at once.
    public func answer(with link: @escaping @Sendable () -> String) {
        Thread.detachNewThread { [listener] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    // It was shut.
                    if errno == EINVAL { break }
                    // There may be no descriptor left for the moment.
                    usleep(20_000)
                    continue
                }
                let line = Array((link() + "\n").utf8)
                // Far less than a socket holds, so it doesn't block.
                _ = write(connection, line, line.count)
                close(connection)
            }
            close(listener)
        }
    }

    /// Gives the place up.
    public func end() {
        let isFirst = hasEnded.withLock { hasEnded in
            defer { hasEnded = true }
            return !hasEnded
        }
        guard isFirst else { return }
        // As long as the lock is held the file is this page's own.
        unlink(path)
        // The thread that answers closes it: closed here, its number could be another file's when that thread looks.
        shutdown(listener, Int32(SHUT_RDWR))
        close(lock)
    }
}
