import AuditLog
import Instants
import PlainText

extension SessionStory {
    /// In lines of a width.
    public func text(width: Int) -> String {
        var lines = head
        var day: CivilDate?
        for entry in entries {
            if let instant = entry.time, LondonTime.date(instant) != day {
                day = LondonTime.date(instant)
                lines += ["", "\(LondonTime.date(instant).longText), London time"]
            }
            let clock = entry.time.map(LondonTime.timeOfDay) ?? "?"
            lines += Wrapped(entry.sentence, indent: "\(clock)  \(entry.number)  ", width: width).lines
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
