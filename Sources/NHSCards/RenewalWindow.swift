import Instants

/// When a card can be renewed: in the 90 × 24 h before its certificates expire (handbook-rules §1, "Times").
public enum RenewalWindow {
    public static let days = 90
    /// In seconds.
    public static let length = Int64(days) * UTCInstant.secondsPerDay

    /// The first second in which a card can be renewed.
    ///
    /// - Parameter expiry: the last second in which its certificates are valid.
    public static func opens(before expiry: UTCInstant) -> UTCInstant { expiry.adding(seconds: -length) }
}
