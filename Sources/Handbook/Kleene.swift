/// Three-valued truth (Kleene's strong logic): what isn't known is a value of its own.
public enum Kleene: String, Sendable, Hashable, CaseIterable {
    case `true`
    case `false`
    case unknown

    public init(_ value: Bool) {
        self = value ? .true : .false
    }

    public static prefix func ! (value: Kleene) -> Kleene {
        switch value {
        case .true: .false
        case .false: .true
        case .unknown: .unknown
        }
    }

    /// False where either is false, true where both are true.
    public func and(_ other: Kleene) -> Kleene {
        if self == .false || other == .false { return .false }
        return self == .true && other == .true ? .true : .unknown
    }

    /// True where either is true, false where both are false.
    public func or(_ other: Kleene) -> Kleene {
        if self == .true || other == .true { return .true }
        return self == .false && other == .false ? .false : .unknown
    }
}
