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
}
