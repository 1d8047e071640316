extension ReaderAssignment {
    /// A reader as far as selectors look at it.
    public struct Candidate: Sendable, Hashable {
        /// The name's bytes, as the card service has them; they need not be UTF-8.
        public let name: [UInt8]
        /// The USB serial number.
        public let serial: String?

        public init(name: [UInt8], serial: String?) {
            self.name = name
            self.serial = serial
        }
    }

    /// What became of one selector.
    public enum Match: Sendable, Hashable {
        /// The configuration doesn't name this reader.
        case notNamed
        /// This reader and no other is meant; its place among the candidates.
        case reader(Int)
        case missing
        /// The selector fits several readers, so nobody knows which is meant.
        case several([Int])
        /// Both selectors fit this one reader.
        case same(Int)

        /// The reader's place, where it is certain.
        public var index: Int? {
            if case .reader(let index) = self { index } else { nil }
        }
    }

    /// Which of these readers is whose: the one truth for the preflight and for a session. A selector's first match is
    /// never taken for its only one.
    public func match(_ readers: [Candidate]) -> (operator: Match, holder: Match) {
        let first = `operator`.match(readers)
        let second = holder.match(readers)
        if let index = first.index, index == second.index { return (.same(index), .same(index)) }
        return (first, second)
    }
}

extension ReaderSelector? {
    fileprivate func match(_ readers: [ReaderAssignment.Candidate]) -> ReaderAssignment.Match {
        guard let selector = self else { return .notNamed }
        let fitting = selector.fitting(readers)
        return switch fitting.count {
        case 0: .missing
        case 1: .reader(fitting[0])
        default: .several(fitting)
        }
    }
}

extension ReaderSelector {
    /// The readers that are meant. A whole name goes before the beginnings of longer ones; names are compared byte for
    /// byte.
    fileprivate func fitting(_ readers: [ReaderAssignment.Candidate]) -> [Int] {
        switch self {
        case .serial(let wanted): return readers.indices.filter { readers[$0].serial == wanted }
        case .name(let wanted):
            let whole = readers.indices.filter { readers[$0].name.elementsEqual(wanted.utf8) }
            return whole.isEmpty ? readers.indices.filter { readers[$0].name.starts(with: wanted.utf8) } : whole
        }
    }
}
