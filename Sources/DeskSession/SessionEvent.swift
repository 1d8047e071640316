import CardIdentity
import JSON

/// What happens to a session: the only way in.
public enum SessionEvent: Hashable, Sendable {
    /// All readers and cards: at the beginning, and when the service is back.
    case desk([DeskReader], [Insertion])
    case readerAttached(DeskReader)
    case readerDetached(String)
    case inserted(Insertion)
    case removed(reader: String, epoch: UInt64)
    case serviceLost(String)

    /// The card of that insertion was read.
    case report(CardReport, reader: String, epoch: UInt64)

    /// A value for the question that stands, or for the named key. Null is "I don't know".
    case answer(key: String?, JSONValue)
    /// The answer to a key is taken back; nil is the last one.
    case change(key: String?)
    /// Which answer is to be taken back is to be asked.
    case chooseChange
    /// Something came that is no answer; why.
    case unreadableAnswer(String)
    /// The question that stands was asked for again.
    case repeatQuestion
    /// Nobody can answer any more: end of input, or a file without that key.
    case noMoreAnswers(String)
    /// The operator ends the session.
    case stopped
    /// The program is told to end, and the session with it isn't: it is laid aside.
    case interrupted
    /// Enter alone, where nothing is asked.
    case acknowledged

    /// The intent or outcome that was to be recorded is durable.
    case recorded
    /// An event could not be recorded.
    case recordFailed(String)

    /// Time passes.
    case tick
}
