import AuditLog
import Foundation
import JSON
import Preflight
import StrictYAML

/// The preflight as a file: complete, and without anything personal, so that it can be sent to IT.
enum PreflightReportFile {
    /// Where the system's own runs (`ra-preflight.service`) leave their report, as text and as JSON.
    private static func lastReport(asJSON: Bool) -> String {
        "\(systemFolder)preflight." + (asJSON ? "json" : "txt")
    }

    /// The service's own (`RuntimeDirectory=`). What lies there is for everybody to read: it names no person.
    private static let systemFolder = "/run/ra-workstation/"

    /// Writes the report whole or not at all; into a pipe or device as far as that takes it.
    ///
    /// - Throws: `CommandFailure`, status 74 or 77.
    static func write(_ report: PreflightReport, to file: String, in context: CommandContext) throws {
        let mark = context.simulated ? "This report is about a simulated desk, not about a real one.\n\n" : ""
        let home = context.surroundings.environment["HOME"]
        let text =
            file.hasSuffix(".json")
            ? withoutNames(try report.json.line() + "\n", home: home) : mark + (try self.text(of: report, home: home))
        try OutputFile.write(
            Data(text.utf8), to: file, what: "The report",
            rights: file.hasPrefix(systemFolder) ? 0o644 : 0o600)
    }

    /// - Throws: `CommandFailure`, status 74 when the system hasn't run a preflight since it started, 77 when this user
    ///   may not see its report.
    static func last(asJSON: Bool) throws(CommandFailure) -> String {
        let file = lastReport(asJSON: asJSON)
        do {
            return try TextFile.text(at: file)
        } catch .notPermitted {
            throw CommandFailure(
                .notPermitted, "The report of the system's preflight can't be read by this user.",
                hint: "Have it made readable: chmod a+r \(file). It names no person.")
        } catch {
            throw CommandFailure(
                .fileTrouble, "There is no report of a preflight by the system.",
                hint: "ra-preflight.service makes it: systemctl status ra-preflight. Or run 'ra preflight' now.")
        }
    }

    /// The results in words, then the evidence of each check. A path below somebody's home folder loses their name.
    static func text(of report: PreflightReport, home: String?) throws -> String {
        var text = PreflightText.report(
            report, job: nil, form: .init(isComplete: true), width: Output.ordinaryWidth, colour: false)
        text += "\nEvidence\n"
        for result in report.results where !result.finding.evidence.isEmpty {
            text += "\n\(result.id), \(result.milliseconds) ms\n"
            for (key, value) in result.finding.evidence.sorted(by: { $0.key < $1.key }) {
                text += "  \(key): \(try value.line())\n"
            }
        }
        return withoutNames(text, home: home)
    }

    private static func withoutNames(_ text: String, home: String?) -> String {
        var text = text
        // The system's own user lives where the log is, which is no secret.
        if let home, home.count > 1, home != LogPlace.sharedFolder {
            text = text.replacingOccurrences(of: home + "/", with: "~/")
        }
        return text.replacing(/\/home\/[^\/\s"]+/, with: "~")
    }
}
