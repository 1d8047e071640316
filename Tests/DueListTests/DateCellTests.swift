import Instants
import Testing

@testable import DueList

@Suite struct DateCellTests {
    @Test(
        arguments: [
            ("2027-02-28T12:00:00Z", "2027-02-28T12:00:00Z"), ("2027-02-28t12:00:00z", "2027-02-28T12:00:00Z"),
            ("2027-02-28T12:00:00.999+01:00", "2027-02-28T11:00:00Z"),
            ("2027-02-28 12:00:00-05:30", "2027-02-28T17:30:00Z"),
            ("2027-02-28", "2027-02-28T23:59:59Z"), ("2027-2-8", "2027-02-08T23:59:59Z"),
            ("2027-07-01", "2027-07-01T22:59:59Z"), ("2027-07-01T12:00:00", "2027-07-01T11:00:00Z"),
            ("28/02/2027", "2027-02-28T23:59:59Z"), ("28-2-2027", "2027-02-28T23:59:59Z"),
            ("1.3.2027", "2027-03-01T23:59:59Z"),
            ("28 February 2027", "2027-02-28T23:59:59Z"), ("1 MAY 2027", "2027-05-01T22:59:59Z"),
            ("28-Feb-2027", "2027-02-28T23:59:59Z"), ("28-feb-2027 06:07", "2027-02-28T06:07:00Z"),
            ("1 Sept 2027", "2027-09-01T22:59:59Z"), ("20270228", "2027-02-28T23:59:59Z"),
            ("20270228 06:07:08", "2027-02-28T06:07:08Z"), ("20270228060708", "2027-02-28T06:07:08Z"),
            (" 28/02/2027 06:07 ", "2027-02-28T06:07:00Z"), ("28/02/2027 06:07:08", "2027-02-28T06:07:08Z"),
            ("'28/02/2027", "2027-02-28T23:59:59Z"), ("29/02/2028", "2028-02-29T23:59:59Z"),
            ("0001-01-01", "0001-01-01T23:59:59Z"), ("9999-12-31", "9999-12-31T23:59:59Z"),
        ] as [(String, String)]) func eachFormIsRead(text: String, instant: String)
    {
        let date = Sample.cell(text) { DateCell($0, monthFirst: false) }
        #expect(date.instant?.rfc3339 == instant && date.refusal == nil, "\(date)")
    }

    @Test(
        arguments: [
            ("46811", RefusalReason.excelDay), ("46811.5", .excelDay), ("46811.", .badDate), ("468111", .badDate),
            ("4681", .badDate), ("29/02/2027", .badDate), ("31/04/2027", .badDate), ("00/01/2027", .badDate),
            ("28/02/27", .badDate), ("28/02-2027", .badDate), ("2027/02/28", .badDate), ("28 Febr 2027", .badDate),
            ("28 Feb-2027", .badDate), ("28  Feb 2027", .badDate), ("2027-02-28 24:00", .badDate),
            ("2027-02-28 12:60", .badDate), ("2027-02-28 12:00:60", .badDate), ("2027-02-28 1:00", .badDate),
            ("2027-02-28T12:00:00+24:00", .badDate), ("2027-02-28T", .badDate), ("2027-02-28 12", .badDate),
            ("28/02/2027T12:00", .badDate), ("28/02/2027 12:00Z", .badDate), ("20270228240000", .badDate),
            ("20270228060708 10:00", .badDate), ("soon", .badDate), ("0", .badDate), ("1", .badDate),
            ("0000-01-01", .badDate),
            ("9999-12-31T23:59:59-01:00", .badDate), ("1 2027", .badDate), ("28/", .badDate), ("28 ", .badDate),
            ("28/02/2027 01:30 pm", .badDate), ("2027-02-28T12:00:00.", .badDate), ("N/A", .badDate),
        ] as [(String, RefusalReason)]) func whatIsntUnderstoodIsRefused(text: String, reason: RefusalReason)
    {
        let date = Sample.cell(text) { DateCell($0, monthFirst: false) }
        #expect(date.refusal == reason && date.instant == nil, "\(date)")
    }

    @Test(
        arguments: [
            ("28/03/2027 00:59:59", "2027-03-28T00:59:59Z"), ("28/03/2027 01:00", nil), ("28/03/2027 01:59:59", nil),
            ("28/03/2027 02:00", "2027-03-28T01:00:00Z"), ("28/03/2027 01:30 ", nil),
            ("2027-03-28T01:30:00Z", "2027-03-28T01:30:00Z"),
            ("31/10/2027 00:59:59", "2027-10-30T23:59:59Z"), ("31/10/2027 01:30", "2027-10-31T00:30:00Z"),
            ("31/10/2027 02:00", "2027-10-31T02:00:00Z"), ("20270328013000", nil), ("28-Mar-2027 01:30", nil),
        ] as [(String, String?)]) func aTimeThatClocksLeapOverIsRefusedAndOneThatComesTwiceIsTheEarlier(
            text: String, instant: String?
        )
    {
        let date = Sample.cell(text) { DateCell($0, monthFirst: false) }
        #expect(date.instant?.rfc3339 == instant)
        #expect(date.refusal == (instant == nil ? .noSuchTime : nil))
    }

    @Test(
        arguments: [
            ("02/03/2027", DateCell.Vote.none), ("28/02/2027", .dayFirst), ("02/28/2027", .monthFirst),
            ("13/13/2027", .none),
            ("29/02/2027", .none), ("31/04/2027", .none), ("04/31/2027", .none), ("29/02/2028", .dayFirst),
            ("28 February 2027", .none), ("28/02/2027 25:00", .none), ("28/03/2027 01:30", .dayFirst),
            ("2027-28-02", .none),
            ("46811", .none), ("", .none),
        ] as [(String, DateCell.Vote)]) func onlyADateThatMakesSenseOneWayVotesForIt(text: String, vote: DateCell.Vote)
    {
        #expect(Sample.cell(text) { DateCell($0, monthFirst: false) }.vote == vote)
        #expect(Sample.cell(text) { DateCell($0, monthFirst: true) }.vote == vote)
    }

    @Test func anEmptyCellIsUnknownAndNotRefused() {
        for text in ["", " ", "\u{A0}", "'", "=\"\""] {
            let date = Sample.cell(text) { DateCell($0, monthFirst: false) }
            #expect(date.instant == nil && date.refusal == nil, "\(text)")
        }
    }
}
