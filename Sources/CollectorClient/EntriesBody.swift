import AuditLog
import Crypto

/// The body of `POST /v1/logs/…/entries`: events with the signed checkpoint that they lead to.
struct EntriesBody {
    /// What a request holds at most. The collector takes 16 MiB.
    enum Bound {
        static let events = 10_000
        /// 70 s on a line of 0.25 Mbit/s, of the 120 s that an answer is waited for.
        static let bytes = 2 << 20
        static let noteBytes = 4 << 10
        /// What stands before the events: at most 64 hashes of a proof, the note, and three lines.
        static let headBytes = 64 * 45 + noteBytes + 256
    }

    let events: EventRun
    /// Of the log's own tree before the events.
    let oldRoot: TreeHash
    let proof: [TreeHash]
    let checkpoint: Checkpoint

    var bytes: [UInt8] {
        let note = checkpoint.note
        let head =
            ["ra-entries/v1", "old \(events.start) \(oldRoot.base64)", "proof \(proof.count)"] + proof.map(\.base64)
            + ["note \(note.utf8.count)"]
        var bytes = Array((head.joined(separator: "\n") + "\n" + note).utf8)
        bytes.reserveCapacity(bytes.count + events.bodies.reduce(0) { $0 + $1.utf8.count + 1 })
        for body in events.bodies {
            bytes += body.utf8
            bytes.append(0x0A)
        }
        return bytes
    }
}

/// Where a collector has what it holds of a log.
enum LogAddress {
    /// SHA-256 of the origin, in lower-case hexadecimal.
    static func hexadecimal(_ origin: String) -> String {
        SHA256.hash(data: Array(origin.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
