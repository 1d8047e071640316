import Foundation
import Instants

@testable import DueList

/// Short forms for tests.
enum Sample {
    /// Three in the morning, five days before the window of 28 February opens.
    static let now = instant("2026-11-26T03:00:00Z")

    static func instant(_ text: String) -> UTCInstant { UTCInstant(rfc3339: text)! }

    /// A file in the repository's `Fixtures/due`.
    static func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/due/\(name)").path(percentEncoded: false)
    }

    /// A file with these bytes, removed at the end.
    static func withFile<Result>(_ bytes: some Sequence<UInt8>, _ use: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "due-\(UUID().uuidString).csv")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try use(file.path(percentEncoded: false))
    }

    static func read(_ path: String, map: String? = nil) throws -> Reading {
        try read([path], map: map)
    }

    static func read(_ paths: [String], map: String? = nil) throws -> Reading {
        var names = try ColumnNames.builtIn()
        if let map { names = try names.replaced(byMap: map, file: "map.yaml") }
        let reader = ReportReader(names: names, keeping: .init(people: true, serials: true))
        var cards = DueCards()
        var sources: [DueSource] = []
        for (number, path) in paths.enumerated() {
            sources.append(try reader.read(path, number: UInt16(number), into: &cards))
        }
        return Reading(cards: cards, sources: sources)
    }

    static func read(text: String, map: String? = nil) throws -> Reading {
        try withFile(text.utf8) { try read($0, map: map) }
    }

    /// What a cell's text is read as.
    static func cell<Result>(_ text: String, _ use: (Cell) -> Result) -> Result {
        var text = text
        return text.withUTF8(use)
    }
}

struct Reading {
    var cards: DueCards
    var sources: [DueSource]
    var source: DueSource { sources[0] }

    func list(at now: UTCInstant = Sample.now, _ filter: DuePeople.Filter = .init()) -> DuePeople {
        DuePeople(cards, at: now, filter: filter)
    }

    /// `000123456789 2027-02-28T23:59:59Z`, in the file's order.
    var lines: [String] {
        cards.cards.map { "\(DueUUID.text($0.uuid)) \($0.expires?.rfc3339 ?? "-")" }
    }

    /// `5 uuid tooShort`.
    var refused: [String] { source.refused.map { "\($0.row) \($0.column) \($0.reason)" } }
}
