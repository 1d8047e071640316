/// At most one line a second for each user, with a count of the connections that it is about. Pure.
struct RefusalCount {
    /// What to do about one refused connection.
    enum Step: Hashable {
        /// Write a line about so many.
        case tell(Int)
        /// Ask ``due(for:at:)`` after this time.
        case later(Duration)
        /// Nothing: it is counted, and somebody will ask.
        case wait
    }

    private static let interval = Duration.seconds(1)

    private struct Tally {
        var told: Duration
        var untold = 0
    }

    private var tallies: [SocketOwner: Tally] = [:]

    mutating func refuse(_ owner: SocketOwner, at now: Duration) -> Step {
        guard var tally = tallies[owner], now - tally.told < Self.interval else {
            let untold = tallies[owner]?.untold ?? 0
            tallies[owner] = Tally(told: now)
            return .tell(untold + 1)
        }
        tally.untold += 1
        tallies[owner] = tally
        return tally.untold == 1 ? .later(Self.interval - (now - tally.told)) : .wait
    }

    /// How many connections a line is due about, now that the second is over.
    mutating func due(for owner: SocketOwner, at now: Duration) -> Int? {
        guard let tally = tallies[owner], tally.untold > 0 else {
            tallies[owner] = nil
            return nil
        }
        tallies[owner] = Tally(told: now)
        return tally.untold
    }
}
