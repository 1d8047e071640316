import CLinux
import Foundation

extension RowGroup {
    /// `ra readers` as a program, beside Debian's reader lister (`pcsc_scan -r`, package pcsc-tools), on one service.
    static let readerList = RowGroup(name: "reader-list") {
        try await Desk.run(cards: [LongAnswer.card(), LongAnswer.card()]) { desk in
            let environment = [
                "PATH=/usr/bin:/bin", "HOME=/nonexistent", "PCSCLITE_CSOCK_NAME=\(desk.service.socketPath)",
            ]
            let program = try Program.released()
            var peak = 0
            let times = try interleave(
                100, warmUp: 10,
                ours: { peak = max(peak, try Program(path: program, ["readers"]).run(environment)) },
                theirs: { _ = try Program(path: "/usr/bin/pcsc_scan", ["-r"]).run(environment) })
            let difference = times.ours.median - times.theirs.median
            return [
                .figure(
                    "ra readers, against pcsc_scan -r: wall time, p50 of 100",
                    "\(Row.time(times.ours.median)), \(difference < 0 ? "" : "+")\(Row.time(difference))",
                    theirs: Row.time(times.theirs.median), bound: "≤ + 12 ms", isMet: difference <= 0.012),
                .figure(
                    "ra readers: peak memory, at most", "\(peak / 1024) MiB", bound: "≤ 40 MiB",
                    isMet: peak <= 40 * 1024),
            ]
        }
    }
}

/// A program that is run to its end, its output thrown away.
private struct Program {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let path: String
    let arguments: [String]

    init(path: String, _ arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// The static program: `make bench` builds it and names it in `RA_STATIC`.
    static func released() throws -> String {
        guard let path = ProcessInfo.processInfo.environment["RA_STATIC"] else {
            throw Failure(description: "RA_STATIC names no program; run it as 'make bench'")
        }
        return path
    }

    /// - Returns: the most memory that it had resident, in KiB; never less than what this process has, as Linux counts
    ///   from the fork.
    func run(_ environment: [String]) throws -> Int {
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        let pid = ra_spawn(path, words, variables, -1, -1, -1)
        guard pid > 0 else { throw Failure(description: "\(path) can't be run") }
        var status: Int32 = 0
        let peak = ra_wait_for_child(pid, &status)
        guard peak >= 0, status == 0 else { throw Failure(description: "\(path) ended with status \(status)") }
        return Int(peak)
    }
}
