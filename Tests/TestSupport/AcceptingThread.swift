import Foundation

/// Takes a listening socket's connections on a thread of its own, until it is let go.
public final class AcceptingThread: Sendable {
    private let listener: Int32

    /// - Parameters:
    ///   - listener: listens; the thread closes it.
    ///   - pause: how long the first connection is left waiting.
    ///   - take: is handed each connection, which is its own from then on. It blocks the next one.
    public init(
        _ listener: Int32, after pause: Duration = .zero, _ take: @escaping @Sendable (_ connection: Int32) -> Void
    ) {
        self.listener = listener
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: pause / .seconds(1))
            while true {
                let connection = accept(listener, nil, nil)
                if connection >= 0 {
                    take(connection)
                } else if errno == EINVAL {
                    // It was shut. Closed elsewhere, its number could be another's socket when this thread looks next.
                    close(listener)
                    return
                } else {
                    // There may be no descriptor left for the moment.
                    usleep(20_000)
                }
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }
}
