import Foundation
import TestSupport
import Testing

/// What a file system does to the log, on small ones of the tests' own in a mount namespace (unshare(1)).
@Suite struct FileSystemTests {
    /// Runs a shell script with `$D` a folder that may be mounted on, `$RA` and `$DRIVER`.
    private func run(_ script: String) throws -> String {
        let scratch = try Scratch()
        let process = ChildProgram()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = [geteuid() == 0 ? "-m" : "-Urm", "sh", "-c", script]
        process.environment = [
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "SWIFT_BACKTRACE": "enable=no", "D": scratch.folder,
            "RA": RaProcess.path, "DRIVER": DriverProcess.path, "RA_AUDIT_LOG": scratch.log,
        ]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    @Test func `on a full disk the append says so, and what was acknowledged is there`() throws {
        let text = try run(
            """
            mount -t tmpfs -o size=192k,mode=700 tmpfs "$D" || exit 1
            said=$("$DRIVER" "$RA_AUDIT_LOG" 400); echo "$said" | grep -c ^ack; echo "$said" | tail -n 1
            "$RA" audit export | wc -l; "$RA" audit verify | tail -n +2
            """)
        let lines = text.split(separator: "\n")
        let acknowledged = try #require(lines.first.flatMap { Int($0) }, "\(text)")
        #expect(acknowledged > 10 && acknowledged < 400, "\(text)")
        #expect(text.contains("error no diskFull"), "\(text)")
        // Beside them: the opening and the key.
        #expect(lines.contains("\(acknowledged + 2)"), "\(text)")
        #expect(text.contains("Sound: \(acknowledged + 2) events"), "\(text)")
    }

    @Test func `without room for a copy verify says where, and nothing about the log`() throws {
        let text = try run(
            """
            "$DRIVER" "$RA_AUDIT_LOG" 100 >/dev/null; mkdir "$D/tmp"
            mount -t tmpfs -o size=64k,mode=700 tmpfs "$D/tmp" || exit 1
            TMPDIR="$D/tmp" "$RA" audit verify; echo "status $?"; ls "$D/tmp"
            """)
        #expect(
            text.hasPrefix("ra: error: There is no room in ") && text.contains("ra: hint: Make room there"), "\(text)")
        #expect(text.hasSuffix("status 74\n"), "\(text)")
    }

    @Test func `a read-only file system is read, and an append is refused with the reason`() throws {
        let text = try run(
            """
            mount -t tmpfs -o size=1m,mode=700 tmpfs "$D" || exit 1
            "$DRIVER" "$RA_AUDIT_LOG" 5 >/dev/null
            mount -o remount,ro "$D"
            "$RA" audit export | wc -l; "$RA" audit verify | tail -n +2
            "$DRIVER" "$RA_AUDIT_LOG" 1
            "$RA" audit checkpoint; echo "status $?"
            """)
        #expect(text.hasPrefix("7\nSound: 7 events"), "\(text)")
        #expect(text.contains("closed The audit log at") && text.contains("read-only"), "\(text)")
        #expect(text.contains("ra: hint:") && text.contains("status 74"), "\(text)")
    }

    // found: W12
    @Test func `a write cut short is undone by the first verify where that can be, and else refused with a remedy`()
        throws
    {
        let text = try run(
            """
            mount -t tmpfs -o size=1m,mode=700 tmpfs "$D" || exit 1
            "$DRIVER" "$RA_AUDIT_LOG" 5 >/dev/null
            strace -f -o /dev/null -P "$RA_AUDIT_LOG" -e trace=pwrite64 -e inject=pwrite64:signal=KILL:when=2 \\
                "$DRIVER" "$RA_AUDIT_LOG" 5 >/dev/null 2>&1
            ls "$D"/*-journal | wc -l
            mount -o remount,ro "$D"
            "$RA" audit list; echo "status $?"; "$RA" audit verify >/dev/null 2>&1; echo "verify $?"
            mount -o remount,rw "$D"
            "$RA" audit verify | tail -n +2; "$RA" audit export | wc -l
            """)
        #expect(text.hasPrefix("1\n"), "\(text)")
        #expect(text.contains("cut short") && text.contains("Or copy the file and"), "\(text)")
        #expect(text.contains("status 74\nverify 74"), "\(text)")
        #expect(text.contains("\nSound: 7 events") && text.hasSuffix("\n7\n"), "\(text)")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can be someone else"))
    func `another user's log is neither read nor written`() throws {
        let text = try run(
            """
            "$DRIVER" "$RA_AUDIT_LOG" 1 >/dev/null; chmod 711 "$D"
            mkdir -m 755 "$D/bin"; cp "$RA" "$DRIVER" "$D/bin/"; chmod 755 "$D/bin/"*
            setpriv --reuid=65534 --clear-groups "$D/bin/ra" audit list; echo "status $?"
            setpriv --reuid=65534 --clear-groups "$D/bin/AuditLogDriver" "$RA_AUDIT_LOG" 1
            """)
        #expect(text.contains("ra: error: You may not use the audit log") && text.contains("status 77"), "\(text)")
        #expect(text.contains("closed You may not use the audit log"), "\(text)")
    }
}
