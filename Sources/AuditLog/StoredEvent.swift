import Foundation
import JSON

/// An event as it stands in the log.
public struct StoredEvent: Hashable, Sendable {
    /// 1 for the first event; one more for each that follows.
    public let seq: Int64
    /// The canonical JSON that the tree commits to, byte for byte, without a newline.
    public let body: String

    /// The body read back.
    ///
    /// - Throws: `DecodingError` when the log is damaged.
    public func json() throws -> JSONValue {
        try JSONValue(parsing: Data(body.utf8))
    }
}
