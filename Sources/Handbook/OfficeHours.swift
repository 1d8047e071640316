import Instants

/// When offices are taken to be open: Monday to Friday, 8:00 to 18:00 in London. H10 gives no hours of its own; these are
/// those of its passage on CLEO. Bank holidays aren't known here and count as the weekday that they fall on.
public enum OfficeHours {
    public static func contains(_ instant: UTCInstant) -> Bool {
        let date = LondonTime.date(instant)
        // Day 0 was a Thursday; Monday is 0 here.
        let weekday = ((date.daysSince1970 + 3) % 7 + 7) % 7
        return weekday < 5
            && (LondonTime.instant(date, hour: 8)..<LondonTime.instant(date, hour: 18)).contains(instant)
    }
}
