import Instants
import JSON
import LogViews
import PageFoundation
import PlainText

extension String {
    /// Text from a desk or the database, on one line and of bounded length. The template escapes it.
    var shown: String { "\(SafeText(self))" }
}

extension String {
    private static let ordinary = "ra-workstation/"

    /// A log's name without what nearly all begin with, for where there is little room.
    var shownDesk: String { hasPrefix(Self.ordinary) ? String(dropFirst(Self.ordinary.count)).shown : shown }
}

extension UTCInstant? {
    /// In London.
    var shown: String { map(LondonTime.text) ?? "never" }
}

extension EstateDesk.State {
    /// On a tag.
    var tag: String {
        switch self {
        case .retired: "Retired"
        case .forked: "Two histories"
        case .restored: "Being filled again"
        case .silent: "Silent"
        case .behind: "Behind"
        case .ok: "In order"
        }
    }

    /// The tag's colour.
    var kind: PageNotice.Kind {
        switch self {
        case .ok: .good
        case .forked: .bad
        case .restored, .silent, .behind: .warn
        case .retired: .plain
        }
    }

    /// What it means, and what to do.
    var explanation: String {
        switch self {
        case .retired: "Nothing more is taken of it. What is held stays readable."
        case .forked: "Its key signed two histories. Save the evidence, and ask what was done at this desk."
        case .restored: "The database is older than what was cosigned. The desk sends the rest again by itself."
        case .silent: "It hasn't been heard for too long. See whether it is switched on and reaches the collector."
        case .behind: "More was cosigned than is held here. The desk's events are still to come."
        case .ok: "Heard lately, or newly enrolled; everything that was cosigned is held."
        }
    }
}

/// An address of the pages with fields.
func address(_ path: String, _ fields: [(name: String, value: String)]) -> String {
    path + (fields.isEmpty ? "" : "?") + fields.map { "\($0.name)=\($0.value.percentEncoded)" }.joined(separator: "&")
}

extension EstateEvent {
    /// A row of a table of events of many desks.
    var row: JSONValue {
        guard case .object(var members) = LogRow.members(event) else { return .null }
        members["rowDesk"] = .string(origin.shownDesk)
        members["rowDeskHref"] = .string(address("/search", [("desk", origin)]))
        members["rowSite"] = .optional(site?.shown)
        for (name, key) in [("rowOperator", "rowOperatorHref"), ("rowHolder", "rowHolderHref")] {
            if let uuid = members[name]?.string, uuid.isPersonUUID {
                members[key] = .string(address("/person", [("uuid", uuid)]))
            }
        }
        if let session = members["rowSession"]?.string {
            members["rowSessionHref"] = .string(address("/session/\(session)", [("desk", origin)]))
        }
        return .object(members)
    }
}

extension String {
    /// Twelve digits.
    var isPersonUUID: Bool { utf8.count == 12 && utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
