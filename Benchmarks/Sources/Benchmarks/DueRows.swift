import DueList
import Foundation
import Instants
import SwiftCSV

extension RowGroup {
    /// The report of the storm of June 2022: 230,000 certificates. The installed program beside a Python script with csv
    /// and json that gives the same answer, in turns; and reading alone beside SwiftCSV.
    static let due = RowGroup(name: "due") {
        guard let program = ProcessInfo.processInfo.environment["RA_STATIC"] else {
            return [.figure("ra due", "no RA_STATIC: see make bench", bound: "", isMet: false)]
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "ra-bench-due-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let report = folder.appending(path: "report.csv").path(percentEncoded: false)
        try StormReport.text(rows: 230_000).write(toFile: report, atomically: true, encoding: .utf8)
        let at = "2026-12-01T03:00:00Z"
        let ours = [
            program, "due", "--json", "--report", report, "--at", at, "--audit-log", folder.path + "/audit.sqlite",
        ]
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "due_rows.py")
        let theirs = ["/usr/bin/python3", script.path, report, at]
        guard try sameAnswer(ours, theirs, in: folder) else {
            return [.figure("ra due --json, against Python", "another answer", bound: "the same", isMet: false)]
        }
        let (mine, python) = try interleave(5, warmUp: 1) {
            try finish(ours, output: "/dev/null")
        } theirs: {
            try finish(theirs, output: "/dev/null")
        }
        let memory = try peakKiB(ours, in: folder)
        return [
            .times(
                "ra due --json of 230,000 rows, against Python", ours: mine.median, theirs: python.median, atMost: 0.5),
            .figure("the same, to the end", Row.time(mine.median), bound: "≤ 1.5 s", isMet: mine.median <= 1.5),
            .figure("the same, memory", "\(memory / 1024) MiB", bound: "≤ 120 MiB", isMet: memory <= 120 * 1024),
            try reading(report),
        ]
    }

    private static func reading(_ report: String) throws -> Row {
        let reader = ReportReader(names: try ColumnNames.builtIn())
        let (ours, theirs) = try interleave(3, warmUp: 1) {
            var cards = DueCards()
            let rows = try reader.read(report, into: &cards).rows
            precondition(rows == 230_000)
        } theirs: {
            var count = 0
            let csv = try CSV<Enumerated>(url: URL(fileURLWithPath: report), delimiter: .comma, loadColumns: false)
            try csv.enumerateAsArray(startAt: 1, rowLimit: nil) { row in count += row.count > 2 ? 1 : 0 }
            precondition(count == 230_000)
        }
        return .times(
            "read the rows into cards, against splitting alone with SwiftCSV", ours: ours.median, theirs: theirs.median,
            atMost: 0.5)
    }

    /// Both documents, but for the dates that only we know.
    private static func sameAnswer(_ ours: [String], _ theirs: [String], in folder: URL) throws -> Bool {
        let (first, second) = (folder.path + "/ours.json", folder.path + "/theirs.json")
        try finish(ours, output: first)
        try finish(theirs, output: second)
        let compare = """
            import json, sys
            one, other = (json.load(open(path)) for path in sys.argv[1:])
            one.pop("dates")
            sys.exit(one != other)
            """
        do {
            try finish(["/usr/bin/python3", "-c", compare, first, second], output: "/dev/null")
            return true
        } catch is Failed {
            return false
        }
    }

    private static func finish(_ command: [String], output: String) throws {
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(command: command[0], status: process.terminationStatus)
        }
    }

    /// The most memory that a run had resident, in KiB.
    private static func peakKiB(_ command: [String], in folder: URL) throws -> Int {
        let file = folder.path + "/memory"
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "peak_memory.py")
        try finish(["/usr/bin/python3", script.path] + command, output: file)
        return Int(try String(contentsOfFile: file, encoding: .utf8).filter(\.isNumber)) ?? .max
    }

    private struct Failed: Error, CustomStringConvertible {
        let command: String
        let status: Int32
        var description: String { "\(command) ended with \(status)" }
    }
}

/// A report as Care Identity Management might export it, the same each time.
private enum StormReport {
    static func text(rows: Int) -> String {
        var text = "UUID,Name,E-mail,Mobile,Organisation code,Card type,Card status,Serial number,Expiry date\r\n"
        var state: UInt64 = 27_062_022
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        for row in 0..<rows {
            let digits = String(next(900_000) * 1_000_000 + next(1_000_000))
            let day = CivilDate(year: 2026, month: 9, day: 1)!.adding(days: Int64(next(700)))
            let slashed = "\(two(day.day))/\(two(day.month))/\(day.year)"
            text += String(repeating: "0", count: 12 - digits.count) + digits
            text += ",\"Example, Person \(row)\",\(next(10) < 8 ? "person\(row)@example.nhs.uk" : ""),"
            text += "\(next(10) < 3 ? "07700 9\(10_000 + next(89_999))" : ""),Y0\(1000 + next(4000)),"
            text += ["PIV", "PIV", "Oberthur", "Oberthur", "Gemplus"][Int(next(5))] + ","
            text += ["active", "active", "active", "active", "expired", "cancelled"][Int(next(6))]
            text += ",\(100_000_000 + next(899_999_999)),\(next(100) == 0 ? "" : slashed)\r\n"
        }
        return text
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
