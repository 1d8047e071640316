/// Whom a card names. "Can't say" and "says two" are different answers: a card that names nobody may be used once a
/// person has said whose it is; a card that names several people is never used, whatever anybody says.
public enum NamedHolder: Hashable, Sendable {
    /// Nothing on the card says it, or what says it can't be read.
    case nobody
    /// All that names anybody names this person.
    case one(Sourced<SmartcardUUID>)
    /// The certificates name different people, or one certificate names more than one.
    case several

    /// From all UUIDs in the NHS certificates, in the card's order.
    init(_ named: [Sourced<SmartcardUUID>]) {
        guard let first = named.first else {
            self = .nobody
            return
        }
        self = named.allSatisfy { $0.value == first.value } ? .one(first) : .several
    }
}
