import Foundation
import JSON

/// An event as it stands in the log.
public struct StoredEvent: Hashable, Sendable {
    /// 1 for the first event; one more for each that follows.
    public let seq: Int64
    /// The canonical JSON that the tree commits to, byte for byte, without a newline.
    public let body: String

    /// - Parameters:
    ///   - seq: 1 for the log's first event.
    ///   - body: as it is stored, without a newline. It isn't looked at here.
    public init(seq: Int64, body: String) {
        self.seq = seq
        self.body = body
    }

    /// An event out of a file that anybody may have written.
    init(seq: Int64, read body: String, path: String) throws(AuditLogError) {
        guard body.utf8.count <= LogBounds.bodyBytes else {
            throw AuditLogError(.damaged("event \(seq) is longer than \(LogBounds.bodyBytes / 1024) KiB"), path: path)
        }
        self.init(seq: seq, body: body)
    }

    /// The body read back.
    ///
    /// - Throws: ``UnreadableEvent``
    public func json() throws(UnreadableEvent) -> JSONValue {
        if let value = FieldScanner.object(in: body) { return value }
        guard JSONDepth.isAtMost(LogBounds.bodyDepth, in: body), let value = try? JSONValue(parsing: Data(body.utf8)),
            value.object != nil
        else { throw UnreadableEvent(seq: seq) }
        return value
    }
}

/// An event that is no JSON object, or nested too deeply: this program didn't write it.
public struct UnreadableEvent: Error, Hashable, Sendable {
    public let seq: Int64
}

/// How deep objects and arrays are nested, told before anything is built from them.
enum JSONDepth {
    static func isAtMost(_ limit: Int, in text: String) -> Bool {
        var (depth, isInString, isEscaped) = (0, false, false)
        for byte in text.utf8 {
            if isEscaped {
                isEscaped = false
            } else if isInString {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isInString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    if depth > limit { return false }
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
            }
        }
        return true
    }
}
