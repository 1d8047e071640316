import Foundation
import GRDB

/// Events in a row, as they are sent on.
public struct EventRun: Hashable, Sendable {
    /// The number of events before it.
    public let start: Int64
    /// The bodies, byte for byte, in order.
    public let bodies: [String]

    /// The number of events up to its end.
    public var end: Int64 { start + Int64(bodies.count) }
}

extension LogReader {
    /// The events that follow the first so many, as many as fit.
    ///
    /// - Parameters:
    ///   - start: the number of events before them.
    ///   - end: none after this one.
    ///   - count: at most so many.
    ///   - bytes: together, each with a line feed, at most so many; the first is there even if it has more.
    /// - Throws: ``AuditLogError``
    public func events(after start: Int64, upTo end: Int64, count: Int, bytes: Int) async throws -> EventRun {
        var bodies: [String] = []
        var total = 0
        while bodies.count < count, start + Int64(bodies.count) < end {
            let next = start + Int64(bodies.count)
            let page = try await read { db in
                try String.fetchAll(
                    db, sql: "SELECT body FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 256",
                    arguments: [next, end])
            }
            guard !page.isEmpty else { throw AuditLogError(.noSuchEvent(next + 1), path: path) }
            for body in page.prefix(count - bodies.count) {
                guard body.utf8.count <= LogBounds.bodyBytes else {
                    throw AuditLogError(.damaged("an event is longer than any that is written"), path: path)
                }
                total += body.utf8.count + 1
                if total > bytes, !bodies.isEmpty { return EventRun(start: start, bodies: bodies) }
                bodies.append(body)
            }
        }
        return EventRun(start: start, bodies: bodies)
    }

    /// The root over the first so many events, from what stands in the log.
    ///
    /// - Throws: ``AuditLogError``, reason `noSuchEvent` where the log has fewer events.
    public func root(size: Int64) async throws -> TreeHash {
        try await proving(size) { try $0.root(size: size) }
    }

    /// The proof that the first so many events are the beginning of the first so many more (RFC 6962 §2.1.2); empty
    /// for the same size, and from none.
    ///
    /// - Throws: ``AuditLogError``, reason `noSuchEvent` where the log has fewer events.
    public func consistency(from old: Int64, to size: Int64) async throws -> [TreeHash] {
        try await proving(size) { try $0.consistency(from: old, to: size) }
    }

    private func proving<Value: Sendable>(
        _ size: Int64, _ body: @Sendable (TreeProver) throws -> Value
    ) async throws -> Value {
        let path = path
        return try await read { db in
            guard try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0 >= size else {
                throw AuditLogError(.noSuchEvent(size), path: path)
            }
            return try body(TreeProver { try LogHead.hash(of: $0, in: db) })
        }
    }
}
