import CLinux

/// Times of both sides of a comparison, in seconds, each sorted.
struct Samples {
    private(set) var sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }

    var median: Double { quantile(0.5) }

    func quantile(_ part: Double) -> Double {
        sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }
}

/// The monotonic clock in seconds.
func now() -> Double {
    Double(ra_awake_nanoseconds()) / 1e9
}

/// Runs both sides in turn, so that whatever else the machine does meets both alike. Which one goes first alternates.
func interleave(
    _ count: Int, warmUp: Int = 50, ours: () throws -> Void, theirs: () throws -> Void
) rethrows -> (ours: Samples, theirs: Samples) {
    var first: [Double] = []
    var second: [Double] = []
    for round in 0..<(count + warmUp) {
        var times = (0.0, 0.0)
        if round % 2 == 0 {
            times.0 = try timed(ours)
            times.1 = try timed(theirs)
        } else {
            times.1 = try timed(theirs)
            times.0 = try timed(ours)
        }
        guard round >= warmUp else { continue }
        first.append(times.0)
        second.append(times.1)
    }
    return (Samples(first), Samples(second))
}

/// The same for work that suspends.
func interleave(
    _ count: Int, warmUp: Int = 50, ours: () async throws -> Void, theirs: () async throws -> Void
) async rethrows -> (ours: Samples, theirs: Samples) {
    var first: [Double] = []
    var second: [Double] = []
    for round in 0..<(count + warmUp) {
        var times = (0.0, 0.0)
        if round % 2 == 0 {
            times.0 = try await timedAsync(ours)
            times.1 = try await timedAsync(theirs)
        } else {
            times.1 = try await timedAsync(theirs)
            times.0 = try await timedAsync(ours)
        }
        guard round >= warmUp else { continue }
        first.append(times.0)
        second.append(times.1)
    }
    return (Samples(first), Samples(second))
}

func timed(_ work: () throws -> Void) rethrows -> Double {
    let start = now()
    try work()
    return now() - start
}

func timedAsync(_ work: () async throws -> Void) async rethrows -> Double {
    let start = now()
    try await work()
    return now() - start
}
