import Foundation
import JSON
import Preflight

/// The preflight as a text file: complete, and without anything personal, so that it can be sent to IT.
enum PreflightReportFile {
    /// Where the system's own runs (`ra-preflight.service`) leave their report.
    static let lastReport = "/run/ra-workstation/preflight.txt"

    /// Writes the report whole or not at all.
    ///
    /// - Throws: `CommandFailure`, status 74 or 77.
    static func write(_ report: PreflightReport, to file: String, in context: CommandContext) throws {
        let text = try text(of: report, home: context.surroundings.environment["HOME"])
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            let isForbidden = (error as? CocoaError)?.code == .fileWriteNoPermission
            throw CommandFailure(
                isForbidden ? .notPermitted : .fileTrouble,
                "The report \(SafeText(file)) can't be written.", hint: "Name a file in a folder of your own.")
        }
    }

    /// - Throws: `CommandFailure`, status 74, when the system hasn't run a preflight since it started.
    static func last(in context: CommandContext) throws -> String {
        guard let data = FileManager.default.contents(atPath: lastReport) else {
            throw CommandFailure(
                .fileTrouble, "There is no report of a preflight by the system.",
                hint: "ra-preflight.service makes it: systemctl status ra-preflight. Or run 'ra preflight' now.")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// The results in words, then the evidence of each check. Paths below the user's home folder lose its name.
    static func text(of report: PreflightReport, home: String?) throws -> String {
        var text = PreflightText.report(report, job: nil, width: Output.ordinaryWidth, colour: false)
        text += "\nEvidence\n"
        for result in report.results where !result.finding.evidence.isEmpty {
            text += "\n\(result.id), \(result.milliseconds) ms\n"
            for (key, value) in result.finding.evidence.sorted(by: { $0.key < $1.key }) {
                text += "  \(key): \(try value.line())\n"
            }
        }
        guard let home, home.count > 1 else { return text }
        return text.replacingOccurrences(of: home + "/", with: "~/")
    }
}
