import Testing

@testable import DueList

@Suite struct UUIDCellTests {
    @Test(arguments: [
        "000123456789", " 000123456789 ", "\t000123456789\u{A0}", "\u{2003}000123456789\u{3000}",
        "\u{FEFF}000123456789\u{200B}", "'000123456789", "' 000123456789", "=\"000123456789\"", "'=\"000123456789\"",
        "=\"'000123456789\"", "=\" 000123456789 \"", "000 123 456 789", "0001 2345 6789", "000\u{A0}123\u{202F}456 789",
        "0 0 0 1 2 3 4 5 6 7 8 9",
    ]) func twelveDigitsAreReadThroughWhatASpreadsheetPutsAround(text: String) {
        #expect(Sample.cell(text, UUIDCell.init) == .uuid(123_456_789))
    }

    @Test(
        arguments: [
            ("1.02E+11", RefusalReason.scientific), ("1E+11", .scientific), ("1,02E+11", .scientific),
            ("1.02e11", .scientific),
            ("'1.02345678901E+11", .scientific), ("123456789", .tooShort), ("12345678901", .tooShort),
            ("123 456 789", .tooShort),
            ("12345678", .notAUUID), ("1234567890123", .notAUUID), ("00012345678901234567890", .notAUUID),
            ("", .notAUUID),
            ("00012345678x", .notAUUID), ("000  123456789", .notAUUID), ("000\t123456789", .notAUUID),
            ("000-123-456-789", .notAUUID), ("''000123456789", .notAUUID), ("=\"000123456789", .notAUUID),
            ("=000123456789", .notAUUID),
            ("\u{660}\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\u{667}\u{668}\u{669}\u{660}\u{661}", .notAUUID),
            ("1.02E", .notAUUID), ("E+11", .notAUUID), ("1.E+11", .notAUUID), ("-1.02E+11", .notAUUID),
            ("=\"\"", .notAUUID),
            ("=\"", .notAUUID), ("'", .notAUUID), ("1.02E+11x", .notAUUID),
        ] as [(String, RefusalReason)]) func anythingElseIsRefusedWithItsReason(text: String, reason: RefusalReason)
    {
        #expect(Sample.cell(text, UUIDCell.init) == .refused(reason))
    }
}
