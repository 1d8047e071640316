import Foundation
import Instants
import JSON
import Testing
import WorkingDays

@testable import DueList

@Suite struct DueAnswersTests {
    static func answer(_ file: String, capacity: Int? = nil) throws -> DueAnswer {
        let reading = try Sample.read(Sample.fixture(file))
        let list = reading.list()
        return DueAnswer(
            list: list, sources: reading.sources, waves: Waves(list),
            capacity: try capacity.map {
                DeskCapacity(list, perWorkingDay: $0, holidays: try BankHolidays.england())
            }, dates: try ImportantDate.builtIn())
    }

    static func text(_ write: ((@escaping ([UInt8]) throws -> Void) throws -> Void)) rethrows -> String {
        let bytes = Box()
        try write { bytes.bytes += $0 }
        return String(decoding: bytes.bytes, as: UTF8.self)
    }

    private final class Box { var bytes: [UInt8] = [] }

    @Test func theDocumentHasWhatTheContractNames() throws {
        let answer = try Self.answer("report.csv", capacity: 2)
        let text = try Self.text { try DueDocument.write(answer, to: $0) }
        let json = try JSONValue(parsing: Data(text.utf8))
        #expect(text.hasSuffix("}\n") && text.filter { $0 == "\n" }.count == 1)
        #expect(json["schemaVersion"] == 1 && json["at"]?.string == "2026-11-26T03:00:00Z")
        #expect(
            json["bands"] == ["expired": 2, "7": 2, "30": 1, "60": 1, "90": 4, "later": 2, "unknown": 0])
        let first = try #require(json["people"]?.array?.first?.object)
        #expect(
            Set(first.keys) == [
                "uuid", "band", "expiresAt", "opensAt", "daysLeft", "cards", "cardType", "blocked", "noContact",
                "positionBand", "organisation", "advice", "citations",
            ])
        #expect(first["uuid"] == "000100200300" && first["expiresAt"] == "2026-11-08T23:59:59Z")
        #expect(first["opensAt"] == "2026-08-10T23:59:59Z" && first["daysLeft"] == -18)
        #expect(first["citations"]?.array?.first?["source"] == "H10")
        #expect(json["waves"]?["expiring"]?.array?.contains(["day": "2027-02-22", "count": 4]) == true)
        #expect(json["waves"]?["opening"]?.array?.contains(["day": "2026-11-24", "count": 4]) == true)
        #expect(json["waves"]?["capacity"]?["perWorkingDay"] == 2)
        #expect(
            json["dates"]?.array?.map { $0["date"]?.string } == ["2026-11-30", "2027-02-01", "2027-02-28"])
        #expect(json["dates"]?.array?.last?["citation"]?["source"] == "NHSE")
        #expect(!text.contains("Example") && !text.contains("@"))
    }

    @Test func refusedRowsStandInTheDocument() throws {
        let answer = try Self.answer("uuids.csv")
        let json = try JSONValue(parsing: Data(try Self.text { try DueDocument.write(answer, to: $0) }.utf8))
        let source = try #require(json["sources"]?.array?.first)
        #expect(source["rows"] == 13 && source["encoding"] == "utf-8" && source["delimiter"] == ",")
        #expect(source["refused"]?.array?.first == ["row": 6, "reason": "scientific", "column": "uuid"])
        #expect(json["waves"]?["capacity"] == .null)
    }

    @Test func aCSVKeepsUUIDsAsTextAndRunsNothing() throws {
        let list = try Self.answer("contacts.csv").list
        let lines = Self.text { sink in try! DueSpreadsheet.write(list, to: sink) }.split(separator: "\r\n")
        #expect(lines.count == 4)
        #expect(lines[1].hasPrefix("'000000000001,") && lines[1].hasSuffix(",Ada Example,ada@example.nhs.uk,"))
        #expect(lines[3].contains(#""'=HYPERLINK(""x"")""#))
    }

    @Test(arguments: [0, 1, 99, 100, 101, 200, 250]) func uuidsStandInBatchesOf100(count: Int) throws {
        var cards = DueCards()
        cards.cards = (0..<count).map { DueCard(uuid: UInt64($0), expires: nil) }
        let list = DuePeople(cards, at: Sample.now)
        let text = Self.text { sink in try! DueUUIDs.write(list, to: sink) }
        var expected = ""
        for number in 0..<count {
            expected += DueUUID.text(UInt64(number)) + "\n" + ((number + 1) % 100 == 0 ? "\n" : "")
        }
        #expect(text == expected)
    }

    @Test func aCalendarHasAnEventForEachWhoseCardIsntPast() throws {
        let list = try Self.answer("report.csv").list
        let text = Self.text { sink in try! DueCalendar.write(list, to: sink) }
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.first == "BEGIN:VCALENDAR" && lines.last == "" && lines.dropLast().last == "END:VCALENDAR")
        #expect(lines.count { $0 == "BEGIN:VEVENT" } == 10 && lines.count { $0 == "BEGIN:VALARM" } == 30)
        #expect(lines.contains("DTSTART;VALUE=DATE:20270222") && lines.contains("DTEND;VALUE=DATE:20270223"))
        #expect(Set(lines.filter { $0.hasPrefix("TRIGGER") }) == ["TRIGGER:-P90D", "TRIGGER:-P30D", "TRIGGER:-P7D"])
        #expect(lines.allSatisfy { $0.utf8.count <= 75 } && !text.contains("Example"))
    }

    @Test func anEventStandsOnTheLondonDay() throws {
        var cards = DueCards()
        cards.cards = [DueCard(uuid: 1, expires: Sample.instant("2027-06-30T23:30:00Z"))]
        let list = DuePeople(cards, at: Sample.now)
        #expect(Self.text { sink in try! DueCalendar.write(list, to: sink) }.contains("DATE:20270701"))
    }

    @Test func aPictureIsWellFormedAndNamesNobody() throws {
        let svg = DuePicture.svg(try Self.answer("report.csv"))
        #expect(XMLCheck.isWellFormed(svg))
        #expect(svg.contains(">22 February 2027<") && svg.contains(">4<"))
        #expect(!svg.contains("000100200300") && !svg.contains("Ada"))
        #expect(XMLCheck.isWellFormed(DuePicture.svg(try Self.answer("short-rows.csv"))))
    }

    @Test func synonymsNameOneRoleAndEachRoleKnowsItsOwnName() throws {
        let names = try ColumnNames.builtIn()
        for role in ColumnRole.allCases { #expect(names.role(ofHeader: role.rawValue) == role) }
        for (header, role) in [
            ("Expiry", ColumnRole.expires), ("EXPIRY DATE", .expires), ("Smartcard expiry date", .expires),
            ("organisation-code", .organisation), ("E-mail", .email), ("Position Expires", .positionExpires),
        ] { #expect(names.role(ofHeader: header) == role) }
        #expect(names.role(ofHeader: "") == nil && names.role(ofHeader: "Organisation name") == nil)
    }

    @Test(arguments: [
        "unknown: header", "uuid: ''", "uuid: [a]", "- uuid", "{uuid: a, expires: A}", "uuid: a\nuuid: b",
    ]) func aMistakeInAMapIsNamed(map: String) throws {
        let names = try ColumnNames.builtIn()
        #expect(throws: (any Error).self) { try names.replaced(byMap: map, file: "map.yaml") }
    }
}

/// Whether a text's tags are balanced; enough for what has neither comments nor CDATA.
enum XMLCheck {
    static func isWellFormed(_ text: String) -> Bool {
        var open: [Substring] = []
        for piece in text.split(separator: "<", omittingEmptySubsequences: true) {
            guard let end = piece.firstIndex(of: ">") else { return false }
            let tag = piece[..<end]
            let rest = piece[piece.index(after: end)...]
            if rest.contains("&") || rest.contains(">") { return false }
            if tag.hasPrefix("?") || tag.hasSuffix("/") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return false }
            } else {
                open.append(tag.prefix { $0 != " " })
            }
        }
        return open.isEmpty
    }
}
