/// Who listens at the card service's socket. Debian's pcscd starts on demand: systemd listens there and starts it when a
/// program calls, and it ends when nobody has used it for a minute (pcscd.socket; pcscd(8), `--auto-exit`).
public enum ServiceStart: String, Sendable, Hashable {
    /// pcscd itself.
    case itself
    /// systemd, and pcscd runs.
    case onDemand
    /// systemd, and no pcscd runs.
    case notStarted
    /// Other users' processes aren't shown to this one, or it isn't this computer's socket.
    case unknown

    /// Connects once, which starts a service that waits to be called. Never blocks.
    ///
    /// - Parameters:
    ///   - socket: the path that the service is called at.
    ///   - root: put before the paths that are looked at.
    init(socket: String, root: String) {
        self.init(listener: UnixSocket.listener(at: socket), root: root)
    }

    /// - Parameters:
    ///   - process: who began to listen there (SO_PEERCRED); nil where that can't be seen.
    ///   - root: put before the paths that are looked at.
    init(listener process: Int32?, root: String) {
        let files = SystemFiles(root: root)
        switch process.flatMap({ files.line("/proc/\($0)/comm") }) {
        case nil: self = .unknown
        case "systemd": self = files.isRunning("pcscd") ? .onDemand : .notStarted
        default: self = .itself
        }
    }
}
