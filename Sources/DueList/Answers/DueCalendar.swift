import Instants
import NHSCards

/// The list as a calendar (RFC 5545): an all-day event for each person whose card isn't past, on its last day in
/// London. No names: a calendar is shared.
public enum DueCalendar {
    /// Days before the last one on which to be reminded.
    static let alarms = [RenewalWindow.days, 30, 7]

    public static func write<Failure>(
        _ list: DuePeople, to sink: @escaping ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = ByteWriter(sink)
        let stamp = list.at.rfc3339.filter { $0 != "-" && $0 != ":" }
        write(
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ra-workstation//ra due//EN", "CALSCALE:GREGORIAN",
                "METHOD:PUBLISH",
            ], to: &writer)
        for person in list.people where person.band != .expired {
            guard let expires = person.expires else { continue }
            write(event(person, on: LondonTime.date(expires), stamp: stamp), to: &writer)
            try writer.flushIfFull()
        }
        write(["END:VCALENDAR"], to: &writer)
        try writer.flush()
    }

    /// The UID is the person's, so that a card that is renewed moves its event when the calendar is taken in again.
    private static func event(_ person: DuePerson, on day: CivilDate, stamp: String) -> [String] {
        let summary = "Smartcard \(person.uuid) expires"
        var lines = [
            "BEGIN:VEVENT", "UID:\(person.uuid)@due.ra-workstation.invalid", "DTSTAMP:\(stamp)",
            "DTSTART;VALUE=DATE:\(compact(day))", "DTEND;VALUE=DATE:\(compact(day.adding(days: 1)))",
            "SUMMARY:\(summary)", "DESCRIPTION:\(escaped(person.advice?.words ?? ""))", "TRANSP:TRANSPARENT",
        ]
        for days in alarms {
            lines += [
                "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:\(summary) in \(days) days", "TRIGGER:-P\(days)D",
                "END:VALARM",
            ]
        }
        return lines + ["END:VEVENT"]
    }

    private static func compact(_ day: CivilDate) -> String { day.iso8601.filter { $0 != "-" } }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing(",", with: "\\,")
    }

    /// No line is longer than 75 bytes; what is goes on in the next after a space (§3.1). Our texts are ASCII.
    private static func write<Failure>(_ lines: [String], to writer: inout ByteWriter<Failure>) {
        for line in lines {
            var rest = Array(line.utf8)[...]
            var room = 75
            while rest.count > room {
                writer.write(Array(rest.prefix(room)))
                writer.write("\r\n ")
                rest = rest.dropFirst(room)
                room = 74
            }
            writer.write(Array(rest))
            writer.write("\r\n")
        }
    }
}
