import CardIdentity

/// The operator's card, as it said before the log-in. After that it is watched by state and ATR only.
struct OperatorCard: Hashable, Sendable {
    var reader: String
    var epoch: UInt64
    var atr: [UInt8]
    var uuid: String?
    /// An insertion with the same ATR while the holder's card was out too: which card it is shows only when the holder's
    /// is read.
    var tentativeEpoch: UInt64?
}

/// The holder's card: bound by UUID and certificates, each insertion read anew.
struct HolderCard: Hashable, Sendable {
    var reader: String
    var epoch: UInt64
    var atr: [UInt8]
    var report: CardReport
    /// The insertion that a person confirmed, or has to.
    var confirmationEpoch: UInt64
    /// Of a card that is in again, why it has to be confirmed anew.
    var recognition: CardRecognition?
    var since: Duration

    var uuid: String? { report.uuid?.value.digits }
}

/// A card that isn't worked on.
struct Stranger: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A person said that it is the wrong one.
        case refused
        /// Not the card that the route is about.
        case another(CardRecognition, uuid: String?)
        case operators(isExchanged: Bool)
        /// The holder's card where the operator's is wanted.
        case holders
        case namesSeveral
    }

    var kind: Kind
    var insertion: Insertion
    var isIn = true
}
