/// An event's line as it came from elsewhere.
public enum EventLine {
    /// True when the line is one object in canonical form (RFC 8785, with whole numbers within 64 bits and at most 32
    /// levels) in valid UTF-8, and says that it is this log's event of this number.
    ///
    /// - Parameters:
    ///   - line: the event's bytes, without a line feed.
    ///   - log: the log's origin in canonical form, quotes included.
    ///   - seq: the event's number in the log; the first is 1.
    public static func isCanonical(_ line: UnsafeRawBufferPointer, log: [UInt8], seq: Int64) -> Bool {
        CanonicalScanner.isCanonical(line, log: log, seq: seq)
    }

    /// What keeps a line from being this log's event of this number; nil where nothing does.
    ///
    /// - Parameters:
    ///   - line: the event's bytes, without a line feed.
    ///   - log: the log's origin in canonical form, quotes included.
    ///   - seq: the event's number in the log; the first is 1.
    public static func trouble(_ line: UnsafeRawBufferPointer, log: [UInt8], seq: Int64) -> Trouble? {
        if CanonicalScanner.isCanonical(line, log: log, seq: seq) { return nil }
        if !CanonicalScanner.isCanonical(line) { return .notCanonical }
        return CanonicalScanner.isCanonical(line, log: log) ? .otherNumber : .otherLog
    }

    /// What is said of an event.
    public enum Trouble: String, Hashable, Sendable {
        case notCanonical = "isn't in canonical form"
        case otherLog = "is another log's"
        case otherNumber = "has another number"
    }
}
