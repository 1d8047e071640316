/// Which commands may be sent to a card. Asked for each command APDU, also for those that the module sends by itself
/// (GET RESPONSE, the repetition with the right length), in the one place where bytes leave for a card.
public struct CommandPolicy: Sendable {
    /// Whether the command may be sent. Called on the thread that talks to the card; must be quick.
    public let permits: @Sendable (_ command: Span<UInt8>) -> Bool
    /// Whether `SCardControl` may be used beyond asking the reader what it can do.
    public let permitsControl: Bool

    /// A policy that asks this closure for each command, and lets no control codes through unless told so.
    public init(permitsControl: Bool = false, permits: @escaping @Sendable (_ command: Span<UInt8>) -> Bool) {
        self.permits = permits
        self.permitsControl = permitsControl
    }

    /// Everything.
    public static let unrestricted = CommandPolicy(permitsControl: true) { _ in true }

    /// What both permit.
    public func and(_ other: CommandPolicy) -> CommandPolicy {
        let (first, second) = (permits, other.permits)
        return CommandPolicy(permitsControl: permitsControl && other.permitsControl) { first($0) && second($0) }
    }
}
