import ISO7816
import JSON

/// How often each ATR was seen with a series that a person typed. Counts, because two series may share an ATR and a
/// typing mistake must be outvoted.
public struct SeriesSightings: Hashable, Sendable {
    private var counts: [String: [Int: Int]] = [:]

    /// ATRs that are remembered; further ones are not taken, so that the file stays small.
    public static let mostATRs = 1_000

    public init() {}

    /// Series and how often each was typed.
    public func counts(for atr: [UInt8]) -> [Int: Int] {
        counts[atr.hexadecimal] ?? [:]
    }

    /// Counts one sighting. A series outside 1 to 99 is no series and isn't counted.
    public mutating func record(_ series: Int, for atr: [UInt8]) {
        let key = atr.hexadecimal
        guard (1...99).contains(series), counts[key] != nil || counts.count < SeriesSightings.mostATRs else { return }
        counts[key, default: [:]][series, default: 0] += 1
    }
}

extension SeriesSightings {
    /// Nil when the document is not of this form.
    public init?(json: JSONValue) {
        guard json["schemaVersion"]?.integer == 1, let entries = json["seen"]?.array else { return nil }
        for entry in entries {
            guard let atr = entry["atr"]?.string, [UInt8](hexadecimal: atr) != nil,
                let series = entry["series"]?.integer, (1...99).contains(series),
                let count = entry["count"]?.integer, (1...1_000_000).contains(count)
            else { return nil }
            counts[atr, default: [:]][Int(series), default: 0] += Int(count)
        }
    }

    public var json: JSONValue {
        let entries = counts.sorted { $0.key < $1.key }.flatMap { atr, series in
            series.sorted { $0.key < $1.key }.map { number, count -> JSONValue in
                ["atr": .string(atr), "series": .integer(Int64(number)), "count": .integer(Int64(count))]
            }
        }
        return ["schemaVersion": 1, "seen": .array(entries)]
    }
}
