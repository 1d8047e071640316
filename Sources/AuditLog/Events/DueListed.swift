import Instants
import JSON

extension EventCode {
    /// Somebody listed who is due: how many, and from which file. Looking isn't an act.
    public static let dueListed = EventCode("due.listed")
}

/// Counts and hashes, and nobody's name or file.
public struct DueListed: EventDetails {
    /// What it was made from.
    public struct Source: Hashable, Sendable {
        /// Nil for the log itself.
        public var sha256: String?
        public var rows: Int64?
        public var refused: Int64?

        public init(sha256: String?, rows: Int64?, refused: Int64?) {
            self.sha256 = sha256
            self.rows = rows
            self.refused = refused
        }
    }

    public var at: UTCInstant?
    public var format: String?
    public var people: Int64?
    /// How many people are in each band.
    public var bands: [String: Int64]
    public var sources: [Source]

    public init(at: UTCInstant?, format: String?, people: Int64?, bands: [String: Int64], sources: [Source]) {
        self.at = at
        self.format = format
        self.people = people
        self.bands = bands
        self.sources = sources
    }

    public static let code = EventCode.dueListed
    public static let name = "who is due, listed"

    public init(reading details: JSONValue, action: String?) {
        at = details["at"]?.string.flatMap { UTCInstant(rfc3339: $0) }
        format = details["format"]?.string
        people = details["people"]?.integer
        bands = details["bands"]?.object?.compactMapValues(\.integer) ?? [:]
        sources = (details["sources"]?.array ?? []).map {
            Source(
                sha256: $0["sha256"]?.string, rows: $0["rows"]?.integer, refused: $0["refused"]?.integer)
        }
    }

    public var members: [String: JSONValue] {
        [
            "at": .optional(at?.rfc3339), "format": .optional(format), "people": .optional(people),
            "bands": .object(bands.mapValues(JSONValue.integer)),
            "sources": .array(
                sources.map {
                    [
                        "sha256": .optional($0.sha256), "rows": .optional($0.rows),
                        "refused": .optional($0.refused),
                    ]
                }),
        ]
    }
}
