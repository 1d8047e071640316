import Foundation
import JSON
import TestSupport
import Testing

@testable import ra

/// What a unit's run of `ra` tells systemd's journal: identifiers and fields that others look for.
@Suite(.enabled(if: geteuid() == 0, "the journal's socket is root's to lay out")) struct JournalTests {
    /// Runs commands as a unit does, with a journal of their own, and gives the datagrams that came.
    private func messages(of commands: [String], isUnit: Bool = true) async throws -> [[String: String]] {
        let janitor = try Janitor()
        let journal = """
            import json, socket, struct, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind('/run/systemd/journal/socket')
            print(flush=True)
            while True:
                data, fields = s.recv(65536), {}
                if data == b'end': break
                while data:
                    line, _, data = data.partition(b'\\n')
                    name, equals, value = line.partition(b'=')
                    if not equals:
                        size, = struct.unpack('<Q', data[:8]); value, data = data[8:8 + size], data[8 + size + 1:]
                    fields[name.decode()] = value.decode()
                print(json.dumps(fields), file=sys.stderr, flush=True)
            """
        let script = """
            mount -t tmpfs tmpfs /run; mkdir -p /run/systemd/journal; mkfifo "$D/ready"
            python3 -c "$JOURNAL" >"$D/ready" 2>"$D/journal" & journal=$!
            read -r line <"$D/ready"
            \(isUnit ? "export JOURNAL_STREAM=8:1" : "")
            \(commands.map { "\"$RA\" \($0) --audit-log \"$D/audit.sqlite\" >/dev/null 2>&1 || true" }
                .joined(separator: "\n"))
            python3 -c 'import socket
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"end", "/run/systemd/journal/socket")'
            wait $journal; cat "$D/journal"
            """
        let outcome = try await RaProcess.run(
            program: "/usr/bin/unshare", ["-m", "sh", "-c", script],
            environment: [
                "D": janitor.folder, "RA": RaProcess.path, "JOURNAL": journal, "PATH": "/usr/bin:/bin:/usr/sbin",
            ])
        return try outcome.standardOutput.split(separator: "\n").map { line in
            let fields = try JSONValue(parsing: Data(line.utf8)).object ?? [:]
            return fields.compactMapValues(\.string)
        }
    }

    @Test func `a preflight, a verification and a checkpoint are told under identifiers that stay`() async throws {
        let told = try await messages(of: ["audit init", "preflight", "audit verify", "audit checkpoint"])
        #expect(
            told.map { $0["MESSAGE_ID"] } == [
                JournalMessage.Identifier.notReady.rawValue, JournalMessage.Identifier.logSound.rawValue,
                JournalMessage.Identifier.checkpoint.rawValue,
            ])
        let (preflight, verified, checkpoint) = (try #require(told.first), told[1], told[2])
        #expect(preflight["PRIORITY"] == "4" && preflight["SYSLOG_IDENTIFIER"] == "ra")
        #expect(preflight["RA_BLOCKERS"]?.contains("service.reachable") == true)
        #expect(preflight["RA_READY"] == "audit")
        #expect(verified["PRIORITY"] == "6" && (verified["RA_EVENTS"].flatMap { Int($0) } ?? 0) > 0)
        // Several lines, as the auditor needs it.
        #expect(checkpoint["RA_CHECKPOINT"]?.hasPrefix("ra-workstation/") == true)
        #expect(checkpoint["RA_CHECKPOINT"]?.contains("\n\n— ra-workstation/") == true)
        #expect(checkpoint["MESSAGE"]?.contains(checkpoint["RA_CHECKPOINT_CODE"] ?? "none") == true)
    }

    @Test func `nobody's run at a terminal, and no single check, is told`() async throws {
        #expect(try await messages(of: ["audit init", "preflight", "audit verify"], isUnit: false) == [])
        #expect(try await messages(of: ["preflight --only clock.sane", "preflight --simulate two-readers"]) == [])
    }

    @Test func `the papers name each identifier`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let paper = try String(contentsOf: root.appending(path: "docs/fleet.md"), encoding: .utf8)
        for identifier in JournalMessage.Identifier.allCases {
            #expect(identifier.rawValue.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            #expect(paper.contains(identifier.rawValue), "\(identifier)")
        }
    }
}
