/// What was told in a run and can still be told: all that is kept, and the newest of each name that isn't. Pure.
struct EventLedger {
    struct Entry: Hashable {
        let number: UInt64
        /// In the stream's form: written once, whoever listens.
        let text: String
    }

    /// The number of the event that was told last.
    private(set) var last: UInt64 = 0
    private var kept: [Entry] = []
    private var newest: [String: Entry] = [:]
    /// The number of the last event that had to be kept and no longer is.
    private var forgotten: UInt64 = 0

    /// - Parameter id: the id of the event with this number.
    mutating func add(
        _ event: PageEvent, _ retention: PageEvent.Retention, id: (_ number: UInt64) -> EventID
    ) -> EventID {
        last += 1
        let id = id(last)
        let entry = Entry(number: last, text: ServerSentEvent.encode(event, id: id.description))
        switch retention {
        case .kept: kept.append(entry)
        case .newest: newest[event.name] = entry
        }
        return id
    }

    mutating func forgetKept() {
        forgotten = kept.last?.number ?? forgotten
        kept = []
    }

    /// What a stream is to be told that has been told everything up to a number.
    ///
    /// - Returns: nothing at all when that can't be said, because some of it is forgotten or the number is yet to come.
    func after(_ number: UInt64) -> [Entry]? {
        guard number >= forgotten, number <= last else { return nil }
        let begin = kept.partitioningIndex { $0.number > number }
        let states = newest.values.filter { $0.number > number }
        return states.isEmpty ? Array(kept[begin...]) : (kept[begin...] + states).sorted { $0.number < $1.number }
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index from which on something holds, where it holds for all that follow.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
