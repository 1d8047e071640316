import Handbook

/// Where a fact that the log keeps comes from. A guess has no place here.
public enum FactOrigin: String, Hashable, Sendable {
    /// Read from the card.
    case card
    /// Said by the person at the desk, or by who answers for them.
    case `operator`
    /// The workstation's settings.
    case configuration
    /// A file of answers told it unasked.
    case file
    /// The readers, as the program saw them.
    case desk
    /// This computer's clock.
    case clock
}
