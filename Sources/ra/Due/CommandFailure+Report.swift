import DueList
import Foundation
import PlainText

extension CommandFailure {
    init(_ failure: ReportFailure, report: String) {
        let name = "The report \(SafeText(report))"
        let map = "Write a map of columns, such as 'uuid: User ID' and 'expires: End of card', one a line, and name it "
        switch failure {
        case .missing: self.init(.fileTrouble, "\(name) is not there.", hint: "Check --report.")
        case .notPermitted:
            self.init(
                .notPermitted, "\(name) may not be read by this user.",
                hint: "Have it made readable for you: ls -l shows its rights.")
        case .isFolder: self.init(.fileTrouble, "\(name) is a folder.", hint: "Name a file in it.")
        case .isStream:
            self.init(
                .fileTrouble, "\(name) isn't a file but a pipe or a device, and a report may have to be read twice.",
                hint: "Save it as a file first.")
        case .unreadable(let code):
            self.init(
                .fileTrouble, "\(name) can't be read: \(String(cString: strerror(code))).", hint: "Check the disk.")
        case .changed:
            self.init(
                .fileTrouble, "\(name) was changed while it was read.",
                hint: "Wait until the program that writes it has finished, then ask again.")
        case .tooLarge:
            self.init(.badInput, "\(name) is larger than 2 GiB.", hint: "Check that it is the right file, or split it.")
        case .tooManyRows:
            self.init(
                .badInput, "\(name) has more than 10 million rows.",
                hint: "Check that it is the right file, or split it.")
        case .rowTooLong(let line):
            self.init(
                .badInput, "Row \(line) of \(name.lowercasedFirst) is longer than 1 MiB.",
                hint: "Check that it is a CSV file, and that no quotation mark is left open there.")
        case .missingColumns(let roles, let headers):
            self.init(
                .badInput,
                "\(name) has no column for \(roles.map(\.rawValue).joined(separator: " and for ")). "
                    + CommandFailure.found(headers),
                hint: map + "with --columns.")
        case .ambiguousColumns(let role, let columns, let headers):
            let names = columns.map { "'\(SafeText($0))'" }.joined(separator: " and ")
            self.init(
                .badInput,
                "\(name) has several columns for \(role.rawValue): \(names). " + CommandFailure.found(headers),
                hint:
                    "Write a map of columns with the right one, '\(role.rawValue): \(SafeText(columns[0]))', "
                    + "and name it with --columns.")
        case .mixedDates(let role, let headers):
            self.init(
                .badInput,
                "\(name) puts the day first in some dates of \(role.rawValue) and the month in others, so the column "
                    + "counts as missing. " + CommandFailure.found(headers),
                hint: "Export the report again with dates in one form, or name another column in a map: "
                    + "'\(role.rawValue): HEADER', with --columns.")
        }
    }

    private static func found(_ headers: [String]) -> String {
        let shown = headers.prefix(40).map { "'\(SafeText($0))'" }.joined(separator: ", ")
        return headers.isEmpty ? "No header was found." : "Headers found: \(shown)."
    }
}
