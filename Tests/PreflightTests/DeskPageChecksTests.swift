import Foundation
import JSON
import Preflight
import Testing

/// Whether the desk can be shown as a page.
@Suite struct DeskPageChecksTests {
    /// Whose the runtime folder below is: who runs the tests.
    private static let user = UInt32(geteuid())
    private static let other = user + 4321

    /// A computer with a browser, whose own network is up; nobody listens.
    private func computer() throws -> TestWorkstation {
        var test = try TestWorkstation()
        test.workstation.user = Self.user
        test.workstation.environment = ["XDG_RUNTIME_DIR": "/run/user/\(Self.user)", "PATH": "/usr/bin"]
        try test.write("", to: "/usr/bin/firefox-esr")
        try test.write("0x9\n", to: "/sys/class/net/lo/flags")
        try test.write(Self.head, to: "/proc/net/tcp")
        return test
    }

    private static let head =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

    /// A line of the kernel's table.
    private static func socket(_ local: String, remote: String = "00000000:0000", state: String = "0A", user: UInt32)
        -> String
    {
        "   0: \(local) \(remote) \(state) 00000000:00000000 00:00000000 00000000  \(user)        0 28871 1 0\n"
    }

    /// A Unix socket on which somebody listens, and a connection to it.
    private static func listener(_ path: String) -> String {
        "Num       RefCount Protocol Flags    Type St Inode Path\n"
            + "0000000000000000: 00000003 00000000 00000000 0001 03 28870 \(path)\n"
            + "0000000000000000: 00000002 00000000 00010000 0001 01 28869 \(path)\n"
    }

    @Test func `without a browser, without the computer's own network and beside a stranger's program each is said`()
        async throws
    {
        var test = try TestWorkstation()
        test.workstation.user = Self.user
        try test.write("0x8\n", to: "/sys/class/net/lo/flags")
        try test.write(Self.head + Self.socket("0100007F:1C8E", user: Self.other), to: "/proc/net/tcp")
        let finding = try await test.finding("desk.page")
        #expect(finding.status == .warn)
        #expect(
            finding.summary == "This computer's own network (127.0.0.1) is down. "
                + "Another program has the page's port 7310. No browser was found.")
        #expect(
            finding.remedies.map(\.commands) == [
                ["ip link set lo up"], [], ["apt-get install chromium"],
            ])
        // The terminal is there all the same.
        #expect(finding.blocks.isEmpty)
    }

    @Test(arguments: [
        ("tcp", "0100007F:1C8E"), ("tcp", "00000000:1C8E"), ("tcp6", "00000000000000000000000000000000:1C8E"),
        ("tcp6", "0000000000000000FFFF00000100007F:1C8E"),
    ])
    func `whoever has the port is noticed, by whatever address they listen`(
        table: String, local: String
    ) async throws {
        let test = try computer()
        try test.write(Self.head + Self.socket(local, user: Self.other), to: "/proc/net/\(table)")
        let finding = try await test.finding("desk.page")
        #expect(finding.status == .warn)
        #expect(finding.evidence["portIs"] == "others")
    }

    @Test(arguments: [
        // Another address of this computer, another port, a connection, and one from that port.
        "010200C0:1C8E", "0100007F:1C8F", "0100007F:1C8E 0100007F:9999 01", "0100007F:9999 0100007F:1C8E 01",
    ])
    func `what doesn't listen there doesn't have it`(ends: String) async throws {
        let test = try computer()
        let fields = ends.split(separator: " ").map(String.init)
        let line =
            fields.count == 1
            ? Self.socket(fields[0], user: Self.other)
            : Self.socket(fields[0], remote: fields[1], state: fields[2], user: Self.other)
        try test.write(Self.head + line, to: "/proc/net/tcp")
        let finding = try await test.finding("desk.page")
        #expect(finding.status == .pass)
        #expect(finding.evidence["portIs"] == "free")
    }

    @Test func `the desk of this user has the port only if it is found by its socket`() async throws {
        let test = try computer()
        try test.write(Self.head + Self.socket("0100007F:1C8E", user: Self.user), to: "/proc/net/tcp")
        #expect(try await test.finding("desk.page").status == .warn)
        // Another user's, and a file that is left of an earlier desk.
        for text in [Self.listener("/run/user/\(Self.other)/ra/desk.sock"), ""] {
            try test.write(text, to: "/proc/net/unix")
            try test.write("", to: "/run/user/\(Self.user)/ra/desk.sock")
            #expect(try await test.finding("desk.page").evidence["portIs"] == "others")
        }
        try test.write(Self.listener("/run/user/\(Self.user)/ra/desk.sock"), to: "/proc/net/unix")
        let finding = try await test.finding("desk.page")
        #expect(finding.status == .pass)
        #expect(finding.summary == "The page is open, on port 7310.")
    }

    @Test func `another person's desk is no stranger's program`() async throws {
        let test = try computer()
        try test.write(Self.head + Self.socket("0100007F:1C8E", user: Self.other), to: "/proc/net/tcp")
        try test.write(Self.listener("/run/user/\(Self.other)/ra/desk.sock"), to: "/proc/net/unix")
        let finding = try await test.finding("desk.page")
        #expect(finding.status == .pass)
        #expect(finding.summary.contains("another user's desk"))
        // A report goes to others.
        #expect(!finding.summary.contains("\(Self.other)") && !"\(finding.evidence)".contains("\(Self.other)"))
    }

    @Test func `tables that can't be read are no trouble, and say so`() async throws {
        var test = try TestWorkstation()
        test.workstation.environment = ["PATH": "/opt/bin"]
        try test.write("", to: "/opt/bin/chromium")
        let finding = try await test.finding("desk.page")
        #expect(finding.status == .pass)
        #expect(
            finding.evidence == [
                "loopback": "unknown", "port": 7310, "portIs": "unknown", "browsers": ["/opt/bin/chromium"],
            ])
    }

    @Test func `on this computer it is answered at once, and nothing is left of it`() async throws {
        var test = try TestWorkstation()
        test.workstation.root = ""
        let report = try await Preflight.all.only(["desk.page"]).run(on: test.workstation)
        let result = try #require(report.results.first)
        #expect(result.finding.evidence["portIs"] != "unknown" && result.finding.evidence["loopback"] != "unknown")
        // It waits for nobody, but a busy computer may let it wait.
        #expect(result.milliseconds < 10_000)
    }

    @Test func `the socket is in the runtime folder, unless that is another user's`() {
        let environment = ["XDG_RUNTIME_DIR": "/proc/1", "XDG_STATE_HOME": "/home/anna/state", "HOME": "/home/anna"]
        #expect(
            DeskPageSocket(environment: environment, user: 4_000_000_000).path
                == "/home/anna/state/ra-workstation/desk.sock")
        #expect(
            DeskPageSocket(environment: ["HOME": "/home/anna"]).path
                == "/home/anna/.local/state/ra-workstation/desk.sock")
        for relative in ["", "run"] {
            #expect(
                DeskPageSocket(environment: ["XDG_RUNTIME_DIR": relative, "HOME": "/home/anna"]).folder
                    == "/home/anna/.local/state/ra-workstation")
        }
        #expect(DeskPageSocket(environment: ["XDG_RUNTIME_DIR": "/nonexistent"]).path == "/nonexistent/ra/desk.sock")
    }
}
