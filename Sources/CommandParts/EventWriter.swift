import AuditLog
import JSON

/// Somewhere that events are shown.
public protocol EventWriter: AnyObject {
    var count: Int { get }
    func begin() throws
    func write(_ event: StoredEvent) throws
    /// Lets out what was written so far.
    func flush() throws
    func end() throws
}

extension EventWriter {
    public func flush() throws {}
}

/// One JSON document, with the events as they are stored; one that is no JSON object is a document of its number.
public final class EventDocument: EventWriter {
    private let output: Output
    public private(set) var count = 0

    public init(output: Output) { self.output = output }

    public func begin() throws { try output.write(#"{"events":["#) }

    public func write(_ event: StoredEvent) throws {
        let isReadable = (try? event.json()) != nil
        let body = isReadable ? event.body : #"{"event":null,"seq":\#(event.seq),"unreadable":true}"#
        try output.write((count == 0 ? "" : ",") + body)
        count += 1
    }

    public func end() throws { try output.line(#"],"schemaVersion":1}"#) }
}
