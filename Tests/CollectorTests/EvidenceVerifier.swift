import AuditLog
import Foundation
import TestSupport

/// `verify-fork.py`, which knows nothing of our code.
enum EvidenceVerifier {
    static func accepts(_ evidence: String, _ key: VerifierKey) throws -> Bool {
        let folder = try Janitor()
        let file = folder.folder + "/evidence"
        try Data(evidence.utf8).write(to: URL(fileURLWithPath: file))
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "verify-fork.py").path
        let log = folder.folder + "/log"
        let child = try ChildProcess(["/usr/bin/python3", script, file, key.text], log: log)
        child.waitUntilEnded()
        let text = try String(contentsOfFile: log, encoding: .utf8)
        guard text == "FORK\n" || text.hasPrefix("NOT PROVED") else {
            throw TestSupportFailure("the verifier failed: \(text)")
        }
        return text == "FORK\n"
    }

    /// Starting Python anew takes a hundred times as long as a file does.
    private static let each = """
        import glob, sys
        folder, script, key = sys.argv[1:]
        code = compile(open(script).read(), script, "exec")
        for file in glob.glob(folder + "/f*"):
            sys.argv = [script, file, key]
            try:
                exec(code, {"__name__": "__main__"})
            except SystemExit as end:
                print(end.code)
        """

    /// Many files in one process: how many it accepts.
    static func accepted(of files: [String], _ key: VerifierKey) throws -> Int {
        let folder = try Janitor()
        for (number, text) in files.enumerated() {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.folder)/f\(number)"))
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "verify-fork.py").path
        let log = folder.folder + "/log"
        let child = try ChildProcess(["/usr/bin/python3", "-c", each, folder.folder, script, key.text], log: log)
        child.waitUntilEnded()
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        guard lines.count == files.count, lines.allSatisfy({ $0 == "FORK" || $0.hasPrefix("NOT PROVED") }) else {
            throw TestSupportFailure("the verifier failed: \(lines.first { $0 != "FORK" } ?? "")")
        }
        return lines.count { $0 == "FORK" }
    }
}
