/// Names one event of one run. A page writes it into `/events?after=ID`, and a browser sends it back as `Last-Event-ID`.
public struct EventID: Hashable, Sendable {
    /// The run that the event is of; another run counts anew.
    public let run: String
    /// Its place in the run, from 1. 0 stands for what was before the first.
    public let number: UInt64

    init(run: String, number: UInt64) {
        self.run = run
        self.number = number
    }

    /// Reads an id as it was written.
    public init?(_ text: some StringProtocol) {
        guard let hyphen = text.lastIndex(of: "-") else { return nil }
        let digits = text[text.index(after: hyphen)...]
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = UInt64(digits),
            number.description == digits
        else { return nil }
        self.init(run: String(text[..<hyphen]), number: number)
    }
}

extension EventID: CustomStringConvertible {
    public var description: String { "\(run)-\(number)" }
}
