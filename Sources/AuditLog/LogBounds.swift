/// What is believed of a log before it is looked at any further: whoever may write the file decides what is in it.
///
/// SQLite refuses what is larger or takes longer, before it is in memory; so no reader has to count for itself.
public enum LogBounds {
    /// A body: enough for the facts and trace of any decision. Neither a longer one nor a deeper one is written or read.
    public static let bodyBytes = 64 * 1024
    /// Objects and arrays one inside the other in a body.
    static let bodyDepth = 32
    /// A signed note: 16 of the largest signatures fit.
    static let noteBytes = 128 * 1024
    /// Any one value in the database, the text of its own schema included.
    static let valueBytes = 256 * 1024
    /// Tables, indexes and triggers; this program makes 23.
    static let schemaObjects = 64
    /// All memory that SQLite uses in this process (sqlite.org/c3ref/hard_heap_limit64.html).
    static let memoryBytes = 128 << 20
    /// One read that isn't cut into pages. Waiting for the disk or for another program is not counted: SQLite looks at
    /// the clock between two steps of its own work.
    static let read: Duration = .seconds(1)
}
