/// Why a report can't be read at all.
public enum ReportFailure: Error, Hashable, Sendable {
    case missing, notPermitted, isFolder
    /// A pipe, a socket or a device: a report is read more than once.
    case isStream
    /// An `errno`.
    case unreadable(Int32)
    /// It was written to meanwhile.
    case changed
    /// Above ``ReportLimits/bytes``.
    case tooLarge
    /// Above ``ReportLimits/rows``.
    case tooManyRows
    /// Above ``ReportLimits/rowBytes``; the line on which the row begins.
    case rowTooLong(line: Int)
    case missingColumns([ColumnRole], headers: [String])
    /// Several columns have a name of this role.
    case ambiguousColumns(ColumnRole, columns: [String], headers: [String])
    /// No order of day and month fits all dates of a needed column.
    case mixedDates(ColumnRole, headers: [String])
}

/// The largest report that is read.
public enum ReportLimits {
    public static let bytes: Int64 = 2 << 30
    public static let rows = 10_000_000
    /// Of one row, its line breaks included; also of all that may stand before the first row of data.
    public static let rowBytes = 1 << 20
    /// Lines of title that may stand before the header. Empty ones don't count.
    static let titleLines = 20
}
