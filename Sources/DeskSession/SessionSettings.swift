import Handbook
import WorkstationSettings

/// What a session is told at its beginning.
public struct SessionSettings: Sendable {
    public var workflow: Workflow
    /// Where Care Identity Management is used; nil where the configuration doesn't say, so that it is asked.
    public var cim: CIMPlace?
    /// Facts known from the configuration and from the command line.
    public var facts: Facts
    /// What the configuration says of the people at this desk, by UUID; it counts before `facts`.
    public var operators: [String: OperatorSettings] = [:]
    /// Those of them that a file of answers told unasked.
    public var factsFromFile: Set<FactKey> = []
    /// The rules, with the site's own practice.
    public var rulebook: Rulebook
    /// False when the holder's card isn't at the desk: the UUID is typed, and what can be done elsewhere is told.
    public var holderCardIsHere: Bool
    /// The card is the operator's own: there is no second person and no second card.
    public var cardIsOwn: Bool
    /// How long a change may take to arrive on the card.
    public var verifyWithin: Duration
    /// Without an answer and without a card moving for so long, it is said that the session is idle.
    public var idleWarning: Duration
    /// After so long it is laid aside.
    public var idleLimit: Duration

    public init(
        workflow: Workflow, cim: CIMPlace? = nil, facts: Facts = Facts(), rulebook: Rulebook = Rulebook(),
        holderCardIsHere: Bool = true, cardIsOwn: Bool = false, verifyWithin: Duration = .seconds(20),
        idleWarning: Duration = .seconds(480), idleLimit: Duration = .seconds(1800)
    ) {
        self.workflow = workflow
        self.cim = cim
        self.facts = facts
        self.rulebook = rulebook
        self.holderCardIsHere = holderCardIsHere
        self.cardIsOwn = cardIsOwn
        self.verifyWithin = verifyWithin
        self.idleLimit = idleLimit
        self.idleWarning = idleWarning
    }
}
