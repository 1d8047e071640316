import CardIdentity
import Foundation
import ISO7816
import Instants
import JSON
import StrictYAML
import Testing
import VirtualCards

@Suite struct SeriesTests {
    private let jcop = [UInt8](hexadecimal: "3B6A00FF4A434F50343156323231") ?? []

    @Test func `the catalogue that comes with the program reads, and each ATR in it is one`() throws {
        let catalogue = try ATRCatalogue.builtIn()
        #expect(catalogue.entries.count == 12)
        for entry in catalogue.entries {
            let atr = try ATR(parsing: entry.pattern.map { $0 ?? 0x05 })
            #expect(atr.surplus.isEmpty, "\(entry.card)")
        }
    }

    /// No ATR of series 8, 9 or 10 has been published (nhs-facts §2).
    @Test func `no catalogue entry claims a series above 6`() throws {
        #expect(try ATRCatalogue.builtIn().entries.flatMap(\.series).allSatisfy { $0 <= 6 })
    }

    @Test func `an ATR of two series hints at both and settles none`() throws {
        let hint = SeriesHint(atr: jcop, catalogue: try .builtIn())
        #expect(hint.candidates == [5, 6])
        #expect(hint.series == nil)
        var report = report(BlankCard())
        report.addSeries(hint: hint, now: testNow)
        #expect(report.series == nil)
        #expect(report.has(.seriesMayBeBlocked))
    }

    @Test func `what was typed at the site goes before the catalogue, and the most frequent first`() throws {
        var seen = SeriesSightings()
        for series in [9, 9, 10, 9, 0, 100] { seen.record(series, for: PIVCard.atr) }
        let hint = SeriesHint(atr: PIVCard.atr, catalogue: try .builtIn(), sightings: seen)
        #expect(hint.candidates == [9, 10])
        #expect(hint.sightings == 4)
        #expect(hint.card == "IDEMIA Cosmo V8.1 with PIV (ID-One PIV)")
    }

    @Test func `one series seen is a hint with its source, and typing settles it`() throws {
        var seen = SeriesSightings()
        seen.record(9, for: PIVCard.atr)
        let hint = SeriesHint(atr: PIVCard.atr, catalogue: try .builtIn(), sightings: seen)
        var report = report(BlankCard())
        report.addSeries(hint: hint, now: testNow)
        #expect(report.series == Sourced(9, source: .atrHint))
        report.addSeries(typed: 5, hint: hint, now: testNow)
        #expect(report.series == Sourced(5, source: .operator))
        #expect(report.has(.seriesBlocked))
    }

    @Test(arguments: [
        (3, "2000-01-01T00:00:00Z", true), (4, "2026-03-31T22:59:59Z", false), (4, "2026-03-31T23:00:00Z", true),
        (5, "2026-05-06T22:59:59Z", false), (6, "2026-05-06T23:00:00Z", true), (7, "2030-01-01T00:00:00Z", false),
        (9, "2030-01-01T00:00:00Z", false),
    ])
    func `a series is blocked from midnight in London`(series: Int, at: String, isBlocked: Bool) throws {
        #expect(BlockedSeries.isBlocked(series, at: try #require(UTCInstant(rfc3339: at))) == isBlocked)
    }

    @Test func `a site's file goes first, and a mistake in it names file, line and key`() throws {
        let site = try ATRCatalogue(
            text:
                "atrs:\n  - atr: 3B 6A 00 FF 4A .. 4F 50 34 31 56 32 32 31\n    card: Ours\n    series: [6]\n    source: desk\n",
            file: "site.yaml")
        #expect(try ATRCatalogue.builtIn().preceded(by: site).entry(for: jcop)?.card == "Ours")
        let mistake = #expect(throws: YAMLMistake.self) {
            try ATRCatalogue(text: "atrs:\n  - atr: 3B 6\n    card: x\n    source: y\n", file: "site.yaml")
        }
        #expect(mistake?.description.hasPrefix("site.yaml:2: atrs.1.atr: must be 2 to 33 bytes") == true)
    }

    @Test func `sightings survive in their file, from several programs at once`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent(SeriesSightings.fileName).path
        await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask { try? SeriesSightings.record(9, for: PIVCard.atr, inFile: file) }
            }
        }
        #expect(try SeriesSightings(file: file).counts(for: PIVCard.atr) == [9: 20])
    }

    @Test(arguments: ["", "{}", "[1]", #"{"schemaVersion":1,"seen":[{"atr":"zz","series":9,"count":1}]}"#])
    func `a damaged file is an error and is left as it is`(text: String) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        #expect(throws: SightingsFileError.damaged) { try SeriesSightings(file: file.path) }
        #expect(throws: SightingsFileError.damaged) {
            try SeriesSightings.record(9, for: [0x3B], inFile: file.path)
        }
        #expect(try Data(contentsOf: file) == Data(text.utf8))
        try? FileManager.default.removeItem(atPath: file.path + ".lock")
    }
}
