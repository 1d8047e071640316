import Instants

extension DueBand {
    /// As it stands over a list of people.
    public var title: String {
        switch self {
        case .expired: "Expired"
        case .within7: "Within 7 days"
        case .within30: "Within 30 days"
        case .within60: "Within 60 days"
        case .within90: "Within 90 days"
        case .later: "Later"
        case .unknown: "No date known"
        }
    }
}

extension DeskCapacity {
    /// When to begin, or whom it can't save.
    public var sentence: String {
        let pace = "At \(perWorkingDay) on a working day"
        if let startBy { return "\(pace), begin by \(startBy.longText): then nobody expires." }
        guard !shortfall.isEmpty else { return "\(pace): nobody has to be renewed." }
        let total = shortfall.reduce(0) { $0 + $1.count }
        let days = shortfall.map { "\($0.count) by \($0.day.longText)" }
        return "\(pace), \(total) can't be renewed in time, though work begins at once: "
            + days.prefix(5).joined(separator: ", ") + (days.count > 5 ? ", …" : "") + "."
    }
}
