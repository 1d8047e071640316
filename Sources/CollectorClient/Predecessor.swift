import AuditLog
import WorkstationSettings

/// Why the last checkpoint of another log can't be had.
public enum PredecessorFailure: Error, Hashable, Sendable {
    /// A sentence.
    case unreachable(String)
    case refused(String)
}

/// The last checkpoint of a log that the collector cosigned.
public enum Predecessor {
    /// Asks the collector. The log's own key isn't known here; that the checkpoint is cosigned by the key in the settings
    /// is what counts.
    public static func checkpoint(
        of origin: String, at url: CollectorURL, key: VerifierKey, asking ask: HTTPCarrier
    ) async throws(PredecessorFailure) -> Checkpoint {
        let reply: HTTPReply
        do throws(NoReply) {
            reply = try await ask(HTTPQuestion(.get, url.appending("/\(LogAddress.hexadecimal(origin))/checkpoint")))
        } catch {
            throw .unreachable("No answer came: \(error.reason).")
        }
        switch reply.status {
        case 200: break
        case 404: throw .refused("The collector has no cosigned checkpoint of such a log.")
        case 429, 500...: throw .unreachable("It can't answer now (status \(reply.status)).")
        default: throw .refused("It refuses to say (status \(reply.status)).\(reply.sentence)")
        }
        guard let checkpoint = reply.text.flatMap(Checkpoint.init(parsing:)), checkpoint.isOf(origin),
            checkpoint.cosigned(by: key) != nil
        else { throw .refused("What it answered isn't a checkpoint of that log, cosigned by the key in the settings.") }
        return checkpoint
    }
}
