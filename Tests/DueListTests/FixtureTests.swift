import Instants
import Testing

@testable import DueList

/// Each line of the contract, "Reading a report", with a small file.
@Suite struct FixtureTests {
    static let one = ["000123456789 2027-02-28T23:59:59Z"]

    @Test(arguments: [
        ("comma.csv", "utf-8", ","), ("semicolon.csv", "utf-8", ";"), ("tab.csv", "utf-8", "\t"),
        ("sep-line.csv", "utf-8", ";"), ("crlf.csv", "utf-8", ","), ("cr.csv", "utf-8", ","),
        ("no-final-line-end.csv", "utf-8", ","), ("utf-8-bom.csv", "utf-8", ","), ("utf-16-le.csv", "utf-16", ","),
        ("utf-16-be.csv", "utf-16", ","), ("windows-1252.csv", "windows-1252", ","), ("20-titles.csv", "utf-8", ","),
        ("header-spelling.csv", "utf-8", ","), ("other-columns.csv", "utf-8", ","),
    ]) func eachWayToWriteAFileIsRead(file: String, encoding: String, delimiter: String) throws {
        let reading = try Sample.read(Sample.fixture(file))
        #expect(reading.lines == Self.one && reading.refused == [])
        #expect(reading.source.encoding?.name == encoding && reading.source.delimiter == delimiter)
        #expect(reading.source.rows == 1)
    }

    @Test func quotesMayHoldQuotesAndLineBreaksAndRowsKeepTheirPhysicalLines() throws {
        let reading = try Sample.read(Sample.fixture("quotes.csv"))
        #expect(reading.lines == Self.one)
        #expect(reading.refused == ["4 expires badDate"])
        #expect(reading.cards.texts[reading.cards.cards[0].name] == #"O"Brien, Pat"#)
    }

    @Test func windows1252IsDecoded() throws {
        let reading = try Sample.read(Sample.fixture("windows-1252.csv"))
        #expect(reading.cards.texts[reading.cards.cards[0].name] == "Zoë €")
    }

    @Test func aHeaderBelow21LinesOfTitleIsNotFound() {
        #expect(throws: ReportFailure.self) { try Sample.read(Sample.fixture("21-titles.csv")) }
    }

    @Test func blankRowsAreSkippedAndNotCounted() throws {
        let reading = try Sample.read(Sample.fixture("blank-rows.csv"))
        #expect(reading.lines == Self.one && reading.source.rows == 2)
        #expect(reading.refused == ["10 uuid notAUUID"])
    }

    @Test func twoColumnsForOneRoleAreRefusedAndAMapDecides() throws {
        let file = Sample.fixture("two-columns-one-role.csv")
        #expect(
            throws: ReportFailure.ambiguousColumns(
                .expires, columns: ["Expiry", "Expiry date"], headers: ["UUID", "Expiry", "Expiry date"])
        ) { try Sample.read(file) }
        #expect(try Sample.read(file, map: "expires: expiry").lines == Self.one)
    }

    @Test func aNeededColumnThatIsMissingIsNamedWithTheHeadersFound() throws {
        let file = Sample.fixture("no-expiry-column.csv")
        #expect(throws: ReportFailure.missingColumns([.expires], headers: ["UUID", "End of card"])) {
            try Sample.read(file)
        }
        #expect(try Sample.read(file, map: "expires: END-of-card").lines == Self.one)
    }

    @Test func uuidsAreReadOrRefusedWithRowAndReason() throws {
        let reading = try Sample.read(Sample.fixture("uuids.csv"))
        #expect(reading.cards.cards.map(\.uuid) == [123_456_789, 123_456_790, 123_456_791, 123_456_792])
        #expect(
            reading.refused == [
                "6 uuid scientific", "7 uuid tooShort", "8 uuid tooShort", "9 uuid notAUUID", "10 uuid notAUUID",
                "11 uuid notAUUID", "12 uuid notAUUID", "13 uuid notAUUID", "14 uuid notAUUID",
            ])
        #expect(reading.source.rows == 13)
    }

    @Test func datesOfEachFormAreRead() throws {
        let reading = try Sample.read(Sample.fixture("dates.csv"))
        let noon = "2027-02-28T12:00:00Z"
        let night = "2027-02-28T23:59:59Z"
        #expect(reading.refused == [])
        #expect(
            reading.cards.cards.map { $0.expires?.rfc3339 } == [
                noon, "2027-02-28T11:00:00Z", night, "2027-02-08T23:59:59Z", night, night, night,
                "2027-02-08T23:59:59Z",
                night, night, night, noon, noon, "2027-02-28T12:00:30Z", noon, "2027-07-01T22:59:59Z",
                "2027-07-01T11:00:00Z", night, nil,
            ])
    }

    @Test func datesThatCantBeReadAreRefused() throws {
        let reading = try Sample.read(Sample.fixture("dates-refused.csv"))
        #expect(reading.lines == [])
        let reasons = [
            "excelDay", "excelDay", "badDate", "badDate", "badDate", "badDate", "badDate", "badDate", "noSuchTime",
            "badDate",
            "badDate", "badDate",
        ]
        #expect(reading.refused == reasons.enumerated().map { "\($0.offset + 2) expires \($0.element)" })
    }

    @Test func bothEndsOfSummerTimeAnd29FebruaryAreRight() throws {
        let reading = try Sample.read(Sample.fixture("clock-changes.csv"))
        #expect(reading.refused == ["3 expires noSuchTime", "4 expires noSuchTime"])
        #expect(
            reading.cards.cards.map { $0.expires?.rfc3339 } == [
                "2027-03-28T00:59:59Z", "2027-03-28T01:00:00Z", "2027-10-30T23:59:00Z", "2027-10-31T00:30:00Z",
                "2027-10-31T02:00:00Z", "2027-10-31T23:59:59Z", "2027-03-28T22:59:59Z", "2028-02-29T23:59:59Z",
                "2028-02-29T12:00:00Z",
            ])
    }

    @Test func oneDateThatOnlyMakesSenseMonthFirstTurnsTheColumn() throws {
        let reading = try Sample.read(Sample.fixture("month-first.csv"))
        #expect(reading.refused == [])
        #expect(
            reading.cards.cards.map { $0.expires?.rfc3339 } == [
                "2027-02-03T23:59:59Z", "2027-02-28T23:59:59Z", "2026-12-11T23:59:59Z",
            ])
    }

    @Test func aColumnThatNeedsBothOrdersCountsAsMissing() throws {
        #expect(throws: ReportFailure.mixedDates(.expires, headers: ["UUID", "Expiry date"])) {
            try Sample.read(Sample.fixture("mixed-order.csv"))
        }
        let reading = try Sample.read(Sample.fixture("mixed-position.csv"))
        #expect(reading.refused == ["2 positionExpires mixedDateOrder"])
        #expect(reading.cards.cards.map(\.positionExpires) == [nil, nil])
    }

    @Test func aCellOfAnotherRoleThatCantBeReadIsUnknownAndListed() throws {
        let reading = try Sample.read(Sample.fixture("other-cells.csv"))
        #expect(
            reading.refused == [
                "2 cardType unknownValue", "2 cardStatus unknownValue", "2 issued badDate",
                "2 positionExpires excelDay",
            ])
        #expect(reading.cards.cards.map(\.cardType) == [nil, .piv])
        #expect(reading.source.refusedRows == 0)
    }

    @Test func aQuoteThatNeverClosesIsSaidAndWhatCameBeforeIsAnswered() throws {
        let reading = try Sample.read(Sample.fixture("unclosed-quote.csv"))
        #expect(reading.lines == ["000000000001 2027-02-28T23:59:59Z"])
        #expect(reading.refused == ["3 uuid unclosedQuote"] && reading.source.rows == 2)
    }

    @Test func aRowThatIsTooShortHasEmptyCells() throws {
        let reading = try Sample.read(Sample.fixture("short-rows.csv"))
        #expect(reading.refused == [])
        #expect(
            reading.lines == ["000000000001 2027-02-28T23:59:59Z", "000000000002 -", "000000000003 -"])
    }

    @Test func overSeveralReportsASerialCountsOnceAndTheLaterDateCounts() throws {
        let reading = try Sample.read([Sample.fixture("serials-1.csv"), Sample.fixture("serials-2.csv")])
        let people = reading.list().people
        let byUUID = Dictionary(uniqueKeysWithValues: people.map { ($0.uuid, $0) })
        // S1 stands twice in the first report, so it is two cards; the second report's is one of them.
        #expect(byUUID["000000000001"]?.cards == 2)
        #expect(byUUID["000000000001"]?.expires?.rfc3339 == "2027-03-01T23:59:59Z")
        #expect(byUUID["000000000002"]?.cards == 1)
        #expect(byUUID["000000000002"]?.expires?.rfc3339 == "2027-02-28T23:59:59Z")
        #expect(byUUID["000000000003"]?.cards == 2)
    }
}
