import Testing

@testable import CSVText

/// found: F13
@Suite struct CSVCellTests {
    @Test(arguments: [
        "000444555666", "5E1", "12/11", "1.5", "007", "3 Mar", "MARCH1", "Sept-2", "10:30 pm", "£5", "(5)", "5%", "1/2",
        "1,234", "１２", "2026-11-26", "26 November 2026", "3D2", "TRUE", "false", "4E100000", "1st",
        "September 2026", "Wednesday 25", "é1".replacing("é", with: "5 "), "５ Mar",
    ])
    func `a text that a spreadsheet would turn into a number, a date or a truth value is marked as text`(text: String) {
        let field = CSVCell.text(text).field
        #expect(field == "'" + text || field == "\"'" + text + "\"")
    }

    @Test(arguments: [
        "=1+1", "+a", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠a", "\u{FEFF}=1", "\u{A0}=1",
        "=cmd|' /C calc'!A0", "'=1", "'",
    ])
    func `a text that a spreadsheet would take for a formula is marked as text`(text: String) {
        #expect(CSVCell.text(text).field.drop { $0 == "\"" }.first == "'")
    }

    @Test(arguments: [
        "", "osprey", "shift-manager", "56db-5559-a74a", "3B8F8001804F0CA000000306030001000000006A", "DESK-4",
        "card.read",
        "HID Global OMNIKEY 3x21 Smart Card Reader 01 00", "Zoë", "x@nhs.net", "may be", "RAA", "SeptemberX 5",
        "trueish", "é5", "Mé 5",
    ])
    func `an ordinary text stays as it is`(text: String) {
        #expect(CSVCell.text(text).field == text)
    }

    @Test(arguments: [
        ("a,b", "\"a,b\""), ("a \"b\"", "\"a \"\"b\"\"\""), ("two\nlines", "\"two\nlines\""),
        ("two\r\nlines", "\"two\r\nlines\""),
        ("\"", "\"\"\"\""), ("a;b", "\"a;b\""), ("\"\u{301},", "\"\"\"\u{301},\""), ("12,\"", "\"'12,\"\"\""),
    ])
    func `what would end a cell is quoted`(text: String, field: String) {
        #expect(CSVCell.text(text).field == field)
    }

    @Test(arguments: ["000444555666", "'000", "\u{301}", "'\u{301}", "=1", "a", "", "'", "''", "12/11"])
    func `one rule gives the text back: one apostrophe off the front`(text: String) {
        #expect(CSVCell.originalText(of: CSVCell.text(text).field) == text)
    }

    @Test func `numbers, instants and truth values are left to be counted with`() {
        #expect(CSVCell.number(-5).field == "-5")
        #expect(CSVCell.flag(true).field == "true")
        #expect(CSVCell.instant("2026-11-26T03:00:00Z").field == "2026-11-26T03:00:00Z")
        #expect(CSVCell.instant("=1").field == "'=1")
        #expect(CSVCell.instant("12/11").field == "'12/11")
        #expect(CSVCell.line([.number(1), .empty, .text("007")]) == "1,,'007\r\n")
    }

    @Test func `the quick answer for plain text is the thorough one`() {
        let parts = [
            "1", "5E1", "12", "/", "-", " ", "Mar", "MARCH", "true", "false", "a", "b", "september", "x", "'", "=", "+",
            ":", "pm", ".", "wednesday", "septembexx", "TRUE", "0", "_", "ab",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...5)).compactMap { _ in parts.randomElement() }.joined()
            var copy = text
            guard let form = copy.withUTF8(SpreadsheetGuess.quick) else { continue }
            #expect((form == .marked) == SpreadsheetGuess.isPossible(text), "\(text)")
        }
    }
}
