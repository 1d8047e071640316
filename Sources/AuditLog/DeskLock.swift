import CLinux
import Foundation
import Instants
import JSON
import Synchronization

/// One guided session at a time at a desk, from whichever front end: a lock in a file beside the log. It goes with the
/// process, however that ends.
public final class DeskLock: Sendable {
    /// Who is at the desk.
    public struct Holder: Hashable, Sendable {
        /// The operator's UUID; nil before it is known.
        public var `operator`: String?
        /// The Unix user.
        public var user: String
        /// `terminal` or `page`.
        public var place: String
        public var since: UTCInstant

        public init(operator: String? = nil, user: String, place: String, since: UTCInstant) {
            self.operator = `operator`
            self.user = user
            self.place = place
            self.since = since
        }
    }

    /// What came of asking for the lock.
    public enum Answer: Sendable {
        case taken(DeskLock)
        /// Somebody is at the desk; nil where it can't be read who.
        case held(Holder?)
    }

    /// More than a holder takes.
    private static let longest = 4096

    private struct State {
        /// Nil once it was let go.
        var descriptor: Int32?
        var holder: Holder
    }

    private let state: Mutex<State>

    private init(descriptor: Int32, holder: Holder) {
        state = Mutex(State(descriptor: descriptor, holder: holder))
        DeskLock.write(holder, to: descriptor)
    }

    deinit { letGo() }

    /// The session has ended: others may come to the desk. Does nothing the second time.
    public func letGo() {
        state.withLock { state in
            guard let descriptor = state.descriptor else { return }
            // Emptied first: whoever looks must not be told of somebody who has gone.
            ftruncate(descriptor, 0)
            close(descriptor)
            state.descriptor = nil
        }
    }

    /// Takes the lock beside a log, or tells who has it. Doesn't wait.
    ///
    /// - Parameters:
    ///   - log: the log's path; its folder is there.
    ///   - holder: who is at the desk; the lock's file says so to others.
    /// - Throws: ``AuditLogError`` where no lock can be made: then no event could be stored either.
    public static func take(besides log: String, as holder: Holder) throws(AuditLogError) -> Answer {
        let files = LogFiles(path: log)
        let descriptor = try files.openLock(".desk")
        guard isLocked(descriptor) else {
            let code = errno
            defer { close(descriptor) }
            guard code == EWOULDBLOCK else { throw files.trouble(code) }
            return .held(read(descriptor))
        }
        return .taken(DeskLock(descriptor: descriptor, holder: holder))
    }

    /// Somebody who only looks holds it for a moment.
    private static func isLocked(_ descriptor: Int32) -> Bool {
        for _ in 0..<3 {
            if ra_lock_file(descriptor) == 0 { return true }
            guard errno == EWOULDBLOCK else { return false }
            usleep(5_000)
        }
        errno = EWOULDBLOCK
        return false
    }

    /// Who is at the desk, without taking it. Doesn't wait.
    ///
    /// - Returns: nil where nobody is.
    public static func look(besides log: String) -> Answer? {
        let descriptor = open(log + ".desk", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        if ra_lock_file_shared(descriptor) == 0 { return nil }
        return errno == EWOULDBLOCK ? .held(read(descriptor)) : nil
    }

    /// The operator is known now.
    public func note(operator uuid: String) {
        state.withLock { state in
            guard let descriptor = state.descriptor, state.holder.operator != uuid else { return }
            state.holder.operator = uuid
            DeskLock.write(state.holder, to: descriptor)
        }
    }

    // A lock that says nothing is a lock all the same.
    private static func write(_ holder: Holder, to descriptor: Int32) {
        let members: JSONValue = [
            "operator": .optional(holder.operator), "user": .string(holder.user), "place": .string(holder.place),
            "since": .string(holder.since.rfc3339),
        ]
        guard let line = try? members.line() else { return }
        let bytes = Array(line.utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, bytes, bytes.count, 0)
    }

    private static func read(_ descriptor: Int32) -> Holder? {
        var bytes = [UInt8](repeating: 0, count: longest)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0, let members = try? JSONValue(strictlyParsing: Data(bytes.prefix(count))),
            let user = members["user"]?.string, let place = members["place"]?.string,
            let since = members["since"]?.string.flatMap({ UTCInstant(rfc3339: $0) })
        else { return nil }
        return Holder(operator: members["operator"]?.string, user: user, place: place, since: since)
    }
}
