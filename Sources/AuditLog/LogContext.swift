/// Where the events of one program run come from.
public struct LogContext: Hashable, Sendable {
    public var workstation: String
    public var site: String?
    /// True when readers and cards are simulated.
    public var simulated: Bool
    /// The program and its version, for `log.opened`.
    public var program: String

    public init(workstation: String, site: String? = nil, simulated: Bool = false, program: String = "ra") {
        self.workstation = workstation
        self.site = site
        self.simulated = simulated
        self.program = program
    }
}
