/// What kind of thing happened. The raw values are stable: scripts, exports and old logs rely on them.
public enum EventCode: String, CaseIterable, Hashable, Sendable {
    /// A program opened the log to write to it. The first event of every log.
    case logOpened = "log.opened"
    /// A signing key was made; its verifier key stands in the details.
    case keyCreated = "key.created"
    /// The wall clock stood earlier than at the event before.
    case clockSteppedBack = "clock.steppedBack"
    case configurationChanged = "configuration.changed"
    case preflightRun = "preflight.run"
    case sessionStarted = "session.started"
    case sessionEnded = "session.ended"
    /// A session was left unfinished, with its intent open: it can be taken up again.
    case sessionLaidAside = "session.laidAside"
    /// It was taken up again.
    case sessionTakenUp = "session.takenUp"
    /// Cards stayed in the readers after the end.
    case cardsLeft = "cards.left"
    /// What had stopped a session is put right.
    case sessionResumed = "session.resumed"
    case cardRead = "card.read"
    case factAnswered = "fact.answered"
    /// An answer was taken back.
    case factWithdrawn = "fact.withdrawn"
    case decisionTaken = "decision.taken"
    /// What is about to be done. Durable before the step is shown: no intent in the log, no action.
    case intent
    /// What came of an intent.
    case outcome
    /// What was not done, and why.
    case refusal
    /// Somebody listed who is due: how many, and from which file. Looking isn't an act.
    case dueListed = "due.listed"
}

/// How a piece of work ended (cli-contract, "Guided sessions from a script").
public enum EventOutcome: String, CaseIterable, Hashable, Sendable {
    case verified, confirmedByOperator, failed, abandoned, refused, advised, notVerified, laidAside
}
