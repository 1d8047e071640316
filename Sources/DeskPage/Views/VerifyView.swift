import AuditLog
import JSON
import PageFoundation
import PlainText

/// A verification of the log: how far it is, or what it found.
struct VerifyView {
    let frame: Frame
    /// The code of the last checkpoint.
    var checkpoint: String?
    /// A checkpoint's code from outside, as it was typed.
    var code = ""
    var problem: String?

    func running(looked: Int64, of size: Int64) -> PageView {
        show(
            title: "Verifying: Log", icon: .wait, identity: "verify-\(looked)",
            [
                "soundKind": "plain", "soundTitle": "Verifying the log", "againAfter": "700",
                "soundText": .string(
                    size == 0 ? "It has begun." : "\(min(looked, size)) of \(size) events were looked at."),
                "progress": ["progressDone": .integer(min(looked, size)), "progressOf": .integer(max(size, 1))],
            ])
    }

    func done(_ verification: Verification) -> PageView {
        let isSound = verification.isSound
        let title = isSound ? "The log is sound" : "The log is not sound"
        return show(
            title: isSound ? "Sound: Log" : "Not sound: Log", icon: isSound ? .done : .stop, identity: "verified",
            [
                "soundKind": isSound ? "good" : "bad", "soundTitle": .string(title), "sayText": .string(title + "."),
                "soundText": .string(
                    isSound
                        ? "\(verification.size) events; none of them shows a change, a gap or a move."
                        : "Keep the file and its copies as they are, and tell the RA manager."),
                "findings": .array(verification.findings.map { .string("\(SafeText($0.text, maximum: 400))") }),
                "hasFindings": .bool(!verification.findings.isEmpty),
                "facts": [
                    ["factName": "Checkpoint", "factText": .string(checkpoint ?? "None yet")],
                    [
                        "factName": "Covers",
                        "factText": .string("\(verification.checkpointedSize) of \(verification.size) events"),
                    ],
                ],
                "checkpointHref": checkpoint == nil ? .null : .string(LogView.checkpointAddress),
                "limitsText": .string(verification.limits.joined(separator: " ")), "code": .string(code),
            ])
    }

    private func show(title: String, icon: Frame.Icon, identity: String, _ members: [String: JSONValue]) -> PageView {
        frame.view(
            "verify", title: title, icon: icon, address: "/log", identity: identity,
            members.merging(
                [
                    "problem": problem.map { ["problemCode": "badCode", "problemText": .string($0)] } ?? .null
                ]) { $1 })
    }
}
