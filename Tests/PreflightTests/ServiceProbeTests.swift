import CLinux
import Foundation
import PCSC
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

@testable import Preflight

/// A service whose queue of waiting connections is full.
@Suite struct ServiceProbeTests {
    /// A socket at which nobody calls `accept` yet, and connections that fill its queue.
    private struct FullSocket {
        let path = NSTemporaryDirectory() + "full-\(UUID().uuidString.prefix(8)).sock"
        let listener: Int32
        private var waiting: [Int32] = []

        init() throws {
            listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            try #require(ra_bind_unix(listener, path) == 0)
            try #require(listen(listener, 0) == 0)
            while true {
                let caller = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
                waiting.append(caller)
                guard ra_connect_unix(caller, path) == 0 else { break }
            }
            try #require(errno == EAGAIN)
        }

        /// The listener stays open.
        func close() {
            for descriptor in waiting { Foundation.close(descriptor) }
            unlink(path)
        }
    }

    @Test func `a queue that stays full is a service that hangs`() throws {
        let full = try FullSocket()
        defer {
            full.close()
            close(full.listener)
        }
        let probe = ServiceProbe(functions: SimulatedService().table, socket: full.path, patience: 1)
        #expect(probe.look { _ in [] } == .hung(seconds: 0))
    }

    /// Eight programs that start at once fill it for a moment.
    @Test func `a queue that was full for a moment is no trouble`() throws {
        let full = try FullSocket()
        defer { full.close() }
        let thread = AcceptingThread(full.listener, after: .milliseconds(200)) { close($0) }
        let probe = ServiceProbe(functions: SimulatedService().table, socket: full.path, patience: 20)
        withExtendedLifetime(thread) {
            #expect(probe.look { _ in [] } == .running([]))
        }
    }

    // found: W3
    @Test func `a path that is no socket's is told as what it is, with the variable's name`() throws {
        let folder = NSTemporaryDirectory() + "socket-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/file"
        try Data().write(to: URL(fileURLWithPath: file))
        let long = "/" + String(repeating: "a", count: 107)
        for (path, expected, words) in [
            ("", ServiceCondition.badPath(.empty), "set and empty"), (folder, .badPath(.folder), "a folder"),
            (file, .badPath(.notASocket), "isn't a socket"), (long, .badPath(.tooLong), "108 bytes"),
            (folder + "/none", .absent, "where nothing is"),
        ] {
            let probe = ServiceProbe(functions: SimulatedService().table, socket: path, patience: 1)
            let condition = probe.look { _ in [] }
            #expect(condition == expected)
            let socket = ServiceSocket(environment: ["PCSCLITE_CSOCK_NAME": path])
            let finding = ServiceFinding(condition, socket: socket)
            #expect(finding.summary.contains("PCSCLITE_CSOCK_NAME names \(path.isEmpty ? "nothing" : path)"))
            #expect(finding.summary.contains(words))
            #expect(finding.remedies.flatMap(\.commands) == ["unset PCSCLITE_CSOCK_NAME"])
        }
    }
}
