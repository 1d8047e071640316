import AuditLog

/// New events of one desk's log, with the signed checkpoint that they lead to: the body of `POST /v1/logs/…/entries`.
struct EntriesRequest: Sendable {
    /// The size that the desk thinks is held, and the root of its own tree there.
    let old: Int64
    let oldRoot: TreeHash
    /// From `old` to the note's size (RFC 6962 §2.1.2).
    let proof: [TreeHash]
    let note: RequestNote
    /// The note byte for byte.
    let noteText: String
    /// The events' lines without their line feeds, in order: parts of the body, not copies.
    let events: [ArraySlice<UInt8>]

    enum Bound {
        static let bodyBytes = 16 << 20
        static let noteBytes = 4 << 10
        static let eventBytes = 64 << 10
        static let events = 10_000
        /// A tree of 2^63 leaves needs no longer proof.
        static let proofLines = 64
    }

    /// - Throws: the answer to a body that isn't such a request, 400, or is too large, 413.
    init(parsing body: [UInt8]) throws(IntakeRefusal) {
        guard body.count <= Bound.bodyBytes else { throw .tooLarge("The request is above 16 MiB.") }
        var lines = RequestLines(body)
        guard lines.nextLine() == "ra-entries/v1" else { throw .malformed("The first line isn't 'ra-entries/v1'.") }
        (old, oldRoot) = try Self.old(lines.nextLine())
        proof = try Self.proof(&lines)
        noteText = try Self.note(&lines)
        guard let note = RequestNote(noteText) else { throw .malformed("The note is no checkpoint.") }
        guard old <= note.size else { throw .malformed("The old size is above the checkpoint's.") }
        if old == 0, oldRoot != .emptyTree { throw .malformed("The root of size 0 isn't the empty tree's.") }
        self.note = note
        guard note.size - old <= Int64(Bound.events) else { throw .tooLarge("A request holds at most 10,000 events.") }
        events = try Self.events(note.size - old, &lines, body)
    }

    private static func old(_ line: String?) throws(IntakeRefusal) -> (Int64, TreeHash) {
        let parts = line?.split(separator: " ", omittingEmptySubsequences: false) ?? []
        guard parts.count == 3, parts[0] == "old", let size = requestNumber(parts[1]),
            let root = TreeHash(base64: parts[2])
        else { throw .malformed("The second line isn't 'old', a size and a root.") }
        return (size, root)
    }

    private static func number(after word: String, _ line: String?) throws(IntakeRefusal) -> Int {
        let parts = line?.split(separator: " ", omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, parts[0] == word, let number = requestNumber(parts[1]), number <= Bound.bodyBytes else {
            throw .malformed("A line isn't '\(word)' and a number.")
        }
        return Int(number)
    }

    private static func proof(_ lines: inout RequestLines) throws(IntakeRefusal) -> [TreeHash] {
        let count = try number(after: "proof", lines.nextLine())
        guard count <= Bound.proofLines else { throw .malformed("The proof is too long.") }
        var proof: [TreeHash] = []
        for _ in 0..<count {
            guard let line = lines.nextLine(), let hash = TreeHash(base64: line) else {
                throw .malformed("A line of the proof is no hash.")
            }
            proof.append(hash)
        }
        return proof
    }

    private static func note(_ lines: inout RequestLines) throws(IntakeRefusal) -> String {
        let count = try number(after: "note", lines.nextLine())
        guard count <= Bound.noteBytes else { throw .tooLarge("The note is above 4 KiB.") }
        guard let note = lines.next(count) else {
            throw .malformed("The note is shorter than it says, or isn't UTF-8.")
        }
        return note
    }

    private static func events(
        _ count: Int64, _ lines: inout RequestLines, _ body: [UInt8]
    ) throws(IntakeRefusal) -> [ArraySlice<UInt8>] {
        var events: [ArraySlice<UInt8>] = []
        while !lines.isAtEnd, events.count <= count {
            guard let range = lines.nextRange() else { throw .malformed("The last event has no line feed.") }
            guard range.count <= Bound.eventBytes else { throw .tooLarge("An event is above 64 KiB.") }
            events.append(body[range])
        }
        guard events.count == count, lines.isAtEnd else {
            throw .malformed("There aren't as many events as the two sizes say.")
        }
        return events
    }
}

/// Why a request is refused before, or beside, all comparing with what is held.
enum IntakeRefusal: Error, Hashable, Sendable {
    case malformed(String)
    case tooLarge(String)
    case notEnrolled
    case notSigned(String)

    var answer: CollectorAnswer {
        switch self {
        case .malformed(let reason): .refusal(400, reason)
        case .tooLarge(let reason): .refusal(413, reason)
        case .notEnrolled: .refusal(404, "This log isn't enrolled here.")
        case .notSigned(let reason): .refusal(403, reason)
        }
    }
}
