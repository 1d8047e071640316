import Foundation
import JSON
import TestSupport
import Testing

/// The package in a Debian with systemd, and readers that come while it runs. `make test-installed` runs it on Debian 12
/// and on 13.
@Suite(
    .serialized, .enabled(if: USBBench.installed != nil, "needs the guest of 'make test-installed'"),
    .onTheBench(USBBench.installed))
struct InstalledTests {
    let bench: USBBench

    init() throws {
        bench = try USBBench.current
    }

    /// When the preflight's service has last begun, by the guest's clock; waits for one after `earlier`.
    func preflight(after earlier: Int = 0) async throws -> Int {
        let end = ContinuousClock.now + .seconds(90)
        while true {
            let shown = try await bench.shell(
                "systemctl show ra-preflight -p ExecMainStartTimestampMonotonic -p ActiveState --value")
            let words = shown.output.split(separator: "\n").map(String.init)
            if words.contains("inactive"), let start = words.compactMap({ Int($0) }).first, start > earlier {
                return start
            }
            guard ContinuousClock.now < end else {
                let journal = try await bench.shell("journalctl -b -u ra-preflight -u pcscd --no-pager | tail -30")
                throw TestSupportFailure("no preflight after \(earlier): \(words) \(journal.output)")
            }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    @Test func `the preflight runs at boot and when a reader comes, and anybody may see its report`() async throws {
        let first = try await preflight()
        try await bench.unplug(bench.readers[1])
        try await bench.shell("udevadm settle")
        try await bench.plugIn(bench.readers[1])
        _ = try await preflight(after: first)
        var document = try await bench.shell("ra preflight --last --json").json()
        // A busy computer is too slow for some checks, which then say so.
        let end = ContinuousClock.now + .seconds(120)
        while document["checks"]?.array?.contains(where: { $0["status"] == "crashed" }) != false,
            ContinuousClock.now < end
        {
            try await bench.shell("systemctl start ra-preflight")
            document = try await bench.shell("ra preflight --last --json").json()
        }
        #expect(document["ready"]?["self-service"] == true)
        let report = try await bench.shell("setpriv --reuid nobody --clear-groups ra preflight --last")
        #expect(report.status == 0)
        for reader in bench.readers { #expect(report.output.contains(reader.serial)) }
        #expect(report.output.contains("Readers are kept awake."))
        let service = document["checks"]?.array?.first { $0["id"] == "service.reachable" }
        #expect(service?["evidence"]?["start"] == "onDemand")
    }

    @Test func `the log's folder is for the group, and its user runs the preflight`() async throws {
        let folder = try await bench.shell("stat -c '%a %U %G' /var/lib/ra-workstation")
        #expect(folder.output == "2770 ra-workstation ra-workstation\n")
        #expect(try await bench.shell("systemctl show ra-preflight -p User --value").output == "ra-workstation\n")
        #expect(try await bench.shell("systemctl is-failed ra-preflight").output != "failed\n")
    }
}
