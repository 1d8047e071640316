import CPCSCLite
import Instants
import PCSCTesting
import StrictYAML

/// A desk written down: readers, cards, and what happens to them. Played by `ScenarioDesk`, on simulated readers or on
/// real ones.
///
/// The format, with every key; see `Fixtures/scenarios` for examples:
///
///     readers:
///       A: { name: Some Reader 00 00, vendor: Somebody, serial: "123", attached: true }
///     cards:
///       holder:
///         kind: piv                   # or raw, blank, bank, mute
///         uuid: "000123456789"        # and the rest: piv only
///         name: Chris Holder
///         certificates: { from: -700 days, until: 2027-01-01T00:00:00Z }
///         tries: 3                    # 0 is a locked card
///         atr: 3BD6970081B1FE451F878031C152411A2B
///         answerSeconds: 0.02
///       reported:
///         kind: raw                   # a PIV card byte for byte, to try what a report says of one
///         objects: { 5FC105: 53820209… }   # by tag, the whole answer to GET DATA; replaces or adds to a plain card's
///         select: "6283"              # the answer to SELECT, where it isn't 9000
///         counter: "63C3"             # the answer to the question for the passcode's state
///         pieceBytes: 1               # answers come in such pieces; 0 announces data and gives none
///         tries: 3
///     inserted: { A: holder }
///     events:
///       - seconds: 2                  # after the start
///         remove: A
///       - at: step.1                  # when the session shows that step or asks that question
///         occurrence: 1               # the first time
///         seconds: 0.5                # and so long afterwards
///         change: holder
///         tries: 3
///       - { seconds: 9, insert: holder, into: A }
///       - { seconds: 9, attach: A }   # also detach
///       - { seconds: 9, service: stop }   # also start, hang, resume
///     faults:
///       - { function: transmit, calls: [3, 3], result: 80100013 }
///     answers: { cim.loggedIn: true } # as in an answers file
///     settings: { site: osprey }      # as in a configuration file; used where none is given
public struct Scenario: Sendable {
    /// What the file is called in messages.
    public let file: String
    public let readers: [Reader]
    public let cards: [Card]
    /// Cards that are in from the start, by reader.
    public let inserted: [String: String]
    public let events: [Event]
    public let faults: [Fault]
    private let text: String

    public struct Reader: Hashable, Sendable {
        public let id: String
        public let model: SimulatedReader
        /// False for a reader that is attached by an event.
        public let isAttached: Bool
    }

    public struct Event: Hashable, Sendable {
        public enum Moment: Hashable, Sendable {
            case start
            /// The n-th time that the session comes to this key.
            case reached(String, occurrence: Int)
        }

        public enum Action: Hashable, Sendable {
            case insert(card: String, reader: String)
            case remove(reader: String)
            case attach(reader: String)
            case detach(reader: String)
            case change(card: String, CardChange)
            case service(ServiceAction)
        }

        public let moment: Moment
        /// How long after the moment.
        public let delay: Duration
        public let action: Action
    }

    public enum ServiceAction: String, CaseIterable, Hashable, Sendable {
        case stop, start, hang, resume
    }

    public struct Fault: Hashable, Sendable {
        public let function: FaultPlan.Function
        public let calls: ClosedRange<Int>
        public let result: UInt32
    }

    /// - Parameters:
    ///   - text: the scenario in YAML.
    ///   - file: what mistakes call it.
    /// - Throws: `YAMLMistake` with file, line and key.
    public init(yaml text: String, file: String) throws(YAMLMistake) {
        let root = try YAMLValue(text: text, file: file).mapping(
            "readers", "cards", "inserted", "events", "faults", "answers", "settings")
        var book = ScenarioNames()
        readers = try book.readers(root["readers"])
        cards = try book.cards(root["cards"])
        inserted = try book.inserted(root["inserted"])
        events = try book.events(root["events"])
        faults = try root["faults"]?.list().map(Fault.init(yaml:)) ?? []
        self.file = file
        self.text = text
    }

    /// The answers for a session without a person, in the form of an answers file. Nil when there are none.
    public func answers() throws(YAMLMistake) -> YAMLValue? {
        try section("answers")
    }

    /// The workstation's settings, in the form of a configuration file. Nil when there are none.
    public func settings() throws(YAMLMistake) -> YAMLValue? {
        try section("settings")
    }

    private func section(_ key: String) throws(YAMLMistake) -> YAMLValue? {
        try YAMLValue(text: text, file: file).members().first { $0.key == key }?.value
    }
}
