import NextSteps

/// Something to do about what a check found, and who can do it.
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
    /// One or two sentences in the imperative.
    public let text: String
    /// The system's own commands that do it or show more, in order. May be empty.
    public let commands: [String]
    /// What this program can do about it. A front end says how, see ``said(by:)``.
    public let next: [NextStep]

    /// A remedy from its parts.
    public init(_ audience: Audience, _ text: String, commands: [String] = [], next: [NextStep] = []) {
        self.audience = audience
        self.text = text
        self.commands = commands
        self.next = next
    }
}

/// How a front end says what can be done next: as a sentence, as a command to type, or not at all.
public struct SpokenStep: Hashable, Sendable {
    /// Joined to the remedy's text.
    public var sentence: String?
    /// Put before the remedy's commands.
    public var command: String?

    /// Nil for what isn't said that way.
    public init(sentence: String? = nil, command: String? = nil) {
        self.sentence = sentence
        self.command = command
    }
}

extension Remedy {
    /// The same in a front end's own words, with nothing left to say.
    public func said(by say: (NextStep) -> SpokenStep) -> Remedy {
        let spoken = next.map(say)
        return Remedy(
            audience, ([text] + spoken.compactMap(\.sentence)).filter { !$0.isEmpty }.joined(separator: " "),
            commands: spoken.compactMap(\.command) + commands)
    }
}

extension PreflightReport {
    /// The report in a front end's own words.
    public func said(by say: (NextStep) -> SpokenStep) -> PreflightReport {
        var report = self
        report.results = results.map { result in
            var result = result
            result.finding.remedies = result.finding.remedies.map { $0.said(by: say) }
            return result
        }
        return report
    }
}
