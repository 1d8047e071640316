/// Something to do about an error, and who can do it.
public struct Remedy: Hashable, Sendable {
    /// Who can do it.
    public enum Audience: String, Hashable, Sendable {
        /// The person at the desk, without administrator rights.
        case `operator`
        /// Whoever looks after the workstation.
        case it
    }

    /// Who can do it.
    public let audience: Audience
    /// One sentence in the imperative.
    public let text: String
    /// Shell commands that do it or show more, in order. May be empty.
    public let commands: [String]

    /// A remedy from its parts.
    public init(_ audience: Audience, _ text: String, commands: [String] = []) {
        self.audience = audience
        self.text = text
        self.commands = commands
    }
}
