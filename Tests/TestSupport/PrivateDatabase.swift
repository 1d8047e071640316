import Foundation

/// Debian's PostgreSQL with a cluster of its own in a temporary folder, listening on a socket there and nowhere else. Ends
/// with this process, however that ends.
public final class PrivateDatabase: Sendable {
    private let janitor: Janitor
    private let server: RestartableChild
    private let account: [String]

    /// Makes a cluster and starts the server. Takes about two seconds.
    public init() throws {
        janitor = try Janitor()
        // The server refuses to run as root; Debian's package brings a user for it.
        account = geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
        server = RestartableChild(log: janitor.folder + "/log")
        if !account.isEmpty {
            let changed = try ChildProcess(["chown", "postgres", janitor.folder])
            changed.waitUntilEnded()
        }
        let made = try ChildProcess(
            account + [
                "\(try Self.programs())/initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8", "-N",
            ],
            log: janitor.folder + "/log")
        made.waitUntilEnded()
        try start()
    }

    deinit { server.send(SIGKILL) }

    private var data: String { janitor.folder + "/data" }
    /// The folder of the server's socket, as libpq's `host`.
    public var socketFolder: String { janitor.folder }

    /// What libpq connects with.
    public var settings: String { settings(host: socketFolder) }
    public func settings(host: String) -> String { "host=\(host) user=tester dbname=postgres" }

    /// Starts the server after `kill()` and waits until it answers; it recovers from its log first.
    public func start() throws {
        try? FileManager.default.removeItem(atPath: data + "/postmaster.pid")
        var already = text.count
        try begin()
        // After a crash it first syncs its whole folder, which takes long on a busy disk.
        let deadline = ContinuousClock.now + .seconds(120)
        while !answers() {
            let isBesideChildren = server.hasEnded && text.dropFirst(already).contains("is still in use")
            guard !server.hasEnded || isBesideChildren, ContinuousClock.now < deadline else {
                throw TestSupportFailure("the tests' own PostgreSQL doesn't start: \(text)")
            }
            if isBesideChildren {
                // Those of the killed one are at the disk yet, and have its memory.
                usleep(200_000)
                already = text.count
                try begin()
            }
            usleep(20_000)
        }
    }

    private func begin() throws {
        try server.start(
            account + [
                "setpriv", "--pdeathsig", "KILL", "\(try Self.programs())/postgres", "-D", data, "-k", janitor.folder,
                "-c", "listen_addresses=", "-c", "max_connections=120",
            ])
    }

    private var text: String { (try? String(contentsOfFile: janitor.folder + "/log", encoding: .utf8)) ?? "" }

    /// Ends the server and its children at once, as a crash would.
    public func kill() {
        server.send(SIGKILL)
        server.waitUntilEnded()
        // Its children notice within a moment; a new server refuses to begin beside them.
        usleep(300_000)
    }

    private func answers() -> Bool {
        let log = janitor.folder + "/ready"
        guard let programs = try? Self.programs(),
            let child = try? ChildProcess(
                [programs + "/psql", "-h", janitor.folder, "-U", "tester", "-Atqc", "select 1", "postgres"], log: log)
        else { return false }
        child.waitUntilEnded()
        defer { try? FileManager.default.removeItem(atPath: log) }
        return (try? String(contentsOfFile: log, encoding: .utf8)) == "1\n"
    }

    /// Debian keeps the server's programs by their version.
    private static func programs() throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        guard let newest = versions.compactMap(Int.init).max() else {
            throw TestSupportFailure("PostgreSQL isn't installed: the Debian package postgresql")
        }
        return "/usr/lib/postgresql/\(newest)/bin"
    }
}
