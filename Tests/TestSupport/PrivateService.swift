import Foundation
import Synchronization

/// Debian's pcscd with readers of its own, apart from the machine's: in a mount namespace, with its socket in a folder
/// of ours and one or more vpcd drivers of two slots each. It sees no physical reader.
///
/// Ends with this process, however that ends: the kernel kills the daemon, and a small shell that waits on a pipe
/// removes the folder. Works as root and, where the kernel allows user namespaces, for anybody.
///
/// libpcsclite reads the path of its socket once in a process, so a test either calls `useInThisProcess()` inside an
/// exit test (`#expect(processExitsWith: .success)`) or runs a program with `environment`.
public final class PrivateService: Sendable {
    /// What the drivers' readers are called before the service adds its numbers; two slots each.
    public let friendlyNames: [[UInt8]]
    /// The TCP port of each slot, in the order of the service's reader list.
    public let slotPorts: [UInt16]
    let folder: String
    private let ports: [PortPair]
    private let janitor: Janitor
    private let daemon = Mutex<ChildProcess?>(nil)

    /// Runs the body beside a service that is ready for clients, and ends the service afterwards.
    ///
    /// - Parameters:
    ///   - pairs: how many drivers with two slots each, from 0 to 8; the service takes 16 readers.
    ///   - friendlyNames: names for them, as bytes that may be anything without a quotation mark or newline.
    public static func run<Result>(
        pairs: Int = 1, friendlyNames: [[UInt8]]? = nil, _ body: (PrivateService) async throws -> Result
    ) async throws -> Result {
        let names = friendlyNames ?? (1...max(1, pairs)).prefix(pairs).map { Array(defaultName($0).utf8) }
        let service = try PrivateService(friendlyNames: names)
        defer { service.kill() }
        try service.start()
        return try await body(service)
    }

    /// pcscd numbers readers of one name only within one driver library, and each pair has its own copy.
    private static func defaultName(_ number: Int) -> String {
        number == 1 ? "Virtual PCD" : "Virtual PCD \(number)"
    }

    private init(friendlyNames: [[UInt8]]) throws {
        self.friendlyNames = friendlyNames
        var ports: [PortPair] = []
        for _ in friendlyNames { ports.append(try PortPair()) }
        self.ports = ports
        slotPorts = ports.flatMap { [$0.first, $0.first + 1] }
        janitor = try Janitor()
        folder = janitor.folder
        try FileManager.default.createDirectory(atPath: socketFolder, withIntermediateDirectories: false)
        try writeReaderConfiguration()
    }

    private var socketFolder: String { folder + "/run" }
    private var log: String { folder + "/log" }
    private var readerConfiguration: String { folder + "/reader.conf" }

    /// The service's socket, as seen from outside its namespace.
    public var socketPath: String { socketFolder + "/pcscd.comm" }

    /// What a child process needs to talk to this service.
    public var environment: [String: String] { ["PCSCLITE_CSOCK_NAME": socketPath] }

    /// Turns this process's libpcsclite to the service. Only before its first call, hence in exit tests.
    public func useInThisProcess() {
        setenv("PCSCLITE_CSOCK_NAME", socketPath, 1)
    }

    /// One copy of the driver for each entry: copies share no state, one library for several entries does.
    private func writeReaderConfiguration() throws {
        let driver = try VPCDDriver.path()
        var text: [UInt8] = []
        for (index, pair) in ports.enumerated() {
            let copy = folder + "/libifdvpcd\(index).so"
            try FileManager.default.copyItem(atPath: driver, toPath: copy)
            let port = "0x" + String(pair.first, radix: 16)
            text += Array("FRIENDLYNAME \"".utf8) + friendlyNames[index]
            text += Array("\"\nDEVICENAME /dev/null:\(port)\nLIBPATH \(copy)\nCHANNELID \(port)\n\n".utf8)
        }
        try Data(text).write(to: URL(fileURLWithPath: readerConfiguration))
    }
}

// MARK: - Starting and ending

extension PrivateService {
    /// Starts the daemon after `kill()` and waits until it takes connections.
    public func start() throws {
        try? FileManager.default.removeItem(atPath: socketPath)
        // A process id in an old file may live again, as another's; pcscd would refuse to start.
        try? FileManager.default.removeItem(atPath: socketFolder + "/pcscd.pid")
        let command = ["unshare", try Namespace.option.get(), "sh", "-c", PrivateService.script, "sh"]
        let child = try ChildProcess(command + [socketFolder, readerConfiguration], log: log)
        daemon.withLock { $0 = child }
        let deadline = ContinuousClock.now + .seconds(20)
        while !UnixSocket.acceptsConnections(socketPath) {
            guard !child.hasEnded, ContinuousClock.now < deadline else {
                child.send(SIGKILL)
                let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                throw TestSupportFailure("the tests' own pcscd doesn't start: \(text)")
            }
            usleep(2_000)
        }
    }

    /// Ends the daemon at once with SIGKILL, as a crash would, and waits until it has gone. Its socket's file stays.
    public func kill() {
        guard let child = daemon.withLock({ $0 }) else { return }
        child.send(SIGKILL)
        child.waitUntilEnded()
    }

    /// Stops the daemon where it is (SIGSTOP): connections are taken by the kernel, and nobody answers. Returns when
    /// each of its threads stands still, which takes the kernel a moment.
    public func pause() {
        guard let child = daemon.withLock({ $0 }) else { return }
        child.send(SIGSTOP)
        while !child.hasEnded, !child.isStopped { usleep(500) }
    }

    public func resume() { daemon.withLock { $0 }?.send(SIGCONT) }

    /// The daemon's process id, which is that of pcscd itself: each command on the way there is `exec`'d.
    public var pid: pid_t? { daemon.withLock { $0 }?.pid }

    /// $1: folder for the socket, $2: reader configuration. An empty folder hides the USB drivers, so that no physical
    /// reader of this machine is taken.
    private static let script = """
        set -e
        mount -t tmpfs tmpfs /run
        mkdir /run/pcscd
        mount --bind "$1" /run/pcscd
        if [ -d /usr/lib/pcsc/drivers ]; then mount -t tmpfs tmpfs /usr/lib/pcsc/drivers; fi
        # Debian 13's asks polkit, of which there is none here, and can be told not to; Debian 12's never asks.
        polkit=
        if pcscd --help 2>&1 | grep -q -e --disable-polkit; then polkit=--disable-polkit; fi
        exec setpriv --pdeathsig KILL pcscd --foreground $polkit --config "$2"
        """
}
