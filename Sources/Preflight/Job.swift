/// What a workstation may be wanted for.
public enum Job: String, Sendable, Hashable, CaseIterable {
    /// The holder unlocks or renews their own card here, without an operator: one reader.
    case selfService = "self-service"
    /// An operator unlocks somebody's card: two readers.
    case unlock
    /// An operator renews somebody's certificates: two readers.
    case renew
    /// Somebody looks into the audit log: no reader.
    case audit

    /// The jobs that need readers.
    public static let withCards: Set<Job> = [.selfService, .unlock, .renew]
    /// The jobs that need the operator's card and the holder's in a reader at the same time.
    public static let assisted: Set<Job> = [.unlock, .renew]
}
