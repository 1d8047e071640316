import Instants

/// The handbook's rules together with one site's practice. Pure: the same facts give the same decision.
///
///     let rulebook = Rulebook(practice: .standard)
///     var facts = Facts()
///     facts.now = UTCInstant(rfc3339: "2026-11-21T03:04:05Z")
///     facts.card.lock = .locked
///     rulebook.decide(.unlock, facts).route  // .ask
public struct Rulebook: Sendable {
    /// The version of what the digest can't show: how a condition reads facts, and what an "I don't know" counts as. Raised
    /// with every change to these. A row that comes, goes or changes shows in the digest by itself.
    public static let version = "2"

    public let practice: LocalPractice
    /// Version and digest of the rules and of the practice: `2+3f9a2c81d4e0`. Rule books with the same one come to the
    /// same route, questions, reasons, warnings and citations for the same facts. The words of the steps, and the
    /// contacts in them, are not part of it.
    public let ruleSet: String

    public init(practice: LocalPractice = .standard) {
        self.practice = practice
        ruleSet = "\(Rulebook.version)+\(RulebookDigest.of(practice))"
    }

    /// What to do. Decides in microseconds, without a clock, a reader or a file.
    ///
    /// Where `facts.now` is unknown, rules on dates and on series 4 to 6 are undecided: whoever calls fills it in.
    public func decide(_ workflow: Workflow, _ facts: Facts) -> Decision {
        let conditions = CaseConditions(facts: facts, practice: practice)
        var evaluation = Evaluation(workflow, in: conditions)
        let warnings = evaluation.warnings(in: conditions)
        let expiry = facts.card.certificatesExpire
        let writer = StepWriter(
            workflow: workflow, route: evaluation.route, reasons: evaluation.reasons, conditions: conditions)
        return Decision(
            workflow: workflow,
            route: evaluation.route,
            sentence: evaluation.route.definition.sentence(practice.escalation),
            needs: evaluation.undecided?.unknownFacts(in: conditions) ?? [],
            reasons: evaluation.reasons,
            warnings: warnings,
            assumed: evaluation.assumed.keys,
            opensAt: expiry?.opensAt,
            expiresAt: expiry?.notAfter,
            citations: evaluation.citations,
            steps: writer.steps(),
            trace: evaluation.trace,
            ruleSet: ruleSet)
    }

    /// The route alone, without the words for people.
    func route(_ workflow: Workflow, _ facts: Facts) -> Route {
        Evaluation(workflow, in: CaseConditions(facts: facts, practice: practice)).route
    }
}
