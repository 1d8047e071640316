/// Something about a log that whoever opens it must be told. The work can be done all the same.
public enum LogNotice: Hashable, Sendable {
    /// A new log was begun where a key shows that there was another.
    case begunAnew(earlier: String)
    /// The signing key beside the log is another than the one that the log recorded last.
    case keyExchanged
}

extension LogNotice: CustomStringConvertible {
    public var description: String {
        switch self {
        case .begunAnew(let earlier):
            "The audit log is begun anew here: an earlier one, \(earlier), was removed, emptied or moved away."
        case .keyExchanged: "The signing key is another than before: the earlier one was lost or exchanged."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .begunAnew: "If nobody moved it on purpose, tell the RA manager before the next session."
        case .keyExchanged: "If nobody did that on purpose, tell the RA manager, and give the auditor the new key."
        }
    }
}
