/// How one turns to somebody.
public enum ContactKind: String, Sendable, Hashable, CaseIterable {
    case phone
    case form
    case portal
    case email
    case role
    case command
    case page

    /// Whom it reaches where nothing else is said. A form, a portal or a page waits until somebody looks.
    var usualReach: Reach {
        switch self {
        case .phone, .role: .person
        case .form, .portal, .email, .command, .page: .queue
        }
    }
}

/// Whether somebody answers now, or later.
public enum Reach: String, Sendable, Hashable, CaseIterable {
    case person
    case queue
}

/// How many are affected.
public enum Impact: String, Sendable, Hashable, CaseIterable {
    case one
    case site
    case everybody
}
