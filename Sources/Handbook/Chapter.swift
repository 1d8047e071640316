/// The decision tables in the order in which they are printed.
public struct Chapter: Sendable, Hashable {
    /// A short name for a link: `unlock`, `chain-a`.
    public let id: String
    public let title: String
    public let table: RuleTable

    public static let all: [Chapter] =
        Workflow.allCases.map { Chapter(id: $0.rawValue, title: $0.title, table: .table(for: $0)) } + [
            Chapter(id: "chain-a", title: "Chain A: assisted unlock", table: .assistedUnlock),
            Chapter(id: "chain-x", title: "Chain X: expired", table: .expired),
            Chapter(id: "chain-n", title: "Chain N: assisted renewal", table: .assistedRenewal),
            Chapter(
                id: "chain-n-expired", title: "Chain N: assisted renewal of an expired card",
                table: .assistedRenewalOfExpired),
            Chapter(id: "chain-k", title: "Chain K: repair", table: .repair),
        ]

    /// The conditions that are made of others.
    public static let namedConditions: [Condition] =
        [.codeCanReachHolder, .lockedOrPasscodeNotKnown]
        + [Permission.unlock, .renew, .renewExpired, .repair].map(Condition.assistedWorkPossible)
}

extension Workflow {
    public var title: String {
        switch self {
        case .unlock: "Unlock a card"
        case .renew: "Renew a card"
        case .email: "Change an email address"
        case .replace: "Replace a card"
        }
    }
}
