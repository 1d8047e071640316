/// One line of the table: what we took, what the other side took, and what was asked for.
struct Row {
    /// What is compared, and what with: "list readers, against SCardListReaders".
    let name: String
    let ours: String
    let theirs: String
    let ratio: Double?
    /// The bound in words: "≤ 1.05 × or + 2 µs".
    let bound: String
    /// Nil where there is no bound.
    let isMet: Bool?
}

extension Row {
    /// Two times of the same work, medians in seconds.
    ///
    /// - Parameters:
    ///   - factor: the most that ours may be of theirs.
    ///   - slack: or this much more, in seconds, where the work is too short for a factor to mean anything.
    static func times(
        _ name: String, ours: Double, theirs: Double, atMost factor: Double, orPlus slack: Double = 0
    ) -> Row {
        Row(
            name: name, ours: time(ours), theirs: time(theirs), ratio: ours / theirs,
            bound: "≤ \(factor) ×" + (slack > 0 ? " or + \(time(slack))" : ""),
            isMet: ours <= theirs * factor || ours <= theirs + slack)
    }

    /// A figure that stands by itself.
    static func figure(_ name: String, _ value: String, theirs: String = "", bound: String, isMet: Bool?) -> Row {
        Row(name: name, ours: value, theirs: theirs, ratio: nil, bound: bound, isMet: isMet)
    }

    /// Seconds in a unit that fits.
    static func time(_ seconds: Double) -> String {
        switch abs(seconds) {
        case ..<1e-3: "\(rounded(seconds * 1e6)) µs"
        case ..<1: "\(rounded(seconds * 1e3)) ms"
        default: "\(rounded(seconds)) s"
        }
    }

    static func rounded(_ value: Double) -> String {
        let scale = abs(value) < 10 ? 100.0 : 10.0
        return String((value * scale).rounded() / scale)
    }
}
