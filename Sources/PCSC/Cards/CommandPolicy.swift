/// Which commands may be sent to a card. Asked for each command APDU, also for those that the module sends by itself
/// (GET RESPONSE, the repetition with the right length, each link of a chain), in the one place where bytes leave for a
/// card. There is no other way to one: sessions, connections and ``CardSession/exchange(_:lengths:limits:)`` all come
/// there.
///
/// It is the user of this module who chooses a policy; ``unrestricted`` is the default, since a library can't know which
/// cards and commands its users mean. A service's policy holds for all its sessions, and a session's own one can only
/// narrow it. A policy sees one command at a time and not what the card is about: whether an application is selected, for
/// instance, is for a lock of the caller's own in front of this one. A policy that isn't to be got round admits neither
/// chained commands (bit 5 of the class) nor secure messaging nor ENVELOPE, whose contents it can't see whole.
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
