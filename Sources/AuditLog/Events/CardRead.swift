import JSON

extension EventCode {
    public static let cardRead = EventCode("card.read")
}

/// The card itself, its certificates before and its reader stand in the event.
public struct CardRead: EventDetails {
    /// Whose card it is in the session: `operator` or `holder`.
    public var role: String?
    /// It was read to see whether the work had worked.
    public var isLook: Bool
    /// Unique within one run of the program.
    public var insertionEpoch: Int64?
    /// Where all of this comes from: the card.
    public var source: String?
    /// Who says the series. Older events don't say it: theirs is a guess.
    public var seriesSource: String?
    public var uuid: String?
    /// Who says the UUID.
    public var uuidSource: String?
    /// By which way it was read from the card.
    public var uuidReadBy: String?
    /// The passcode's state: `usable`, `locked`, `unknown`.
    public var lock: String?
    public var triesLeft: Int64?
    public var apduCount: Int64?
    /// Codes of what went wrong.
    public var problems: [String]

    public init(
        role: String?, isLook: Bool = false, insertionEpoch: Int64? = nil, source: String? = nil,
        seriesSource: String? = nil, uuid: String? = nil, uuidSource: String? = nil, uuidReadBy: String? = nil,
        lock: String? = nil, triesLeft: Int64? = nil, apduCount: Int64? = nil, problems: [String] = []
    ) {
        self.role = role
        self.isLook = isLook
        self.insertionEpoch = insertionEpoch
        self.source = source
        self.seriesSource = seriesSource
        self.uuid = uuid
        self.uuidSource = uuidSource
        self.uuidReadBy = uuidReadBy
        self.lock = lock
        self.triesLeft = triesLeft
        self.apduCount = apduCount
        self.problems = problems
    }

    public static let code = EventCode.cardRead
    public static let name = "card read"

    public init(reading details: JSONValue, action: String?) {
        role = details["role"]?.string
        isLook = details["isLook"]?.bool ?? false
        insertionEpoch = details["insertionEpoch"]?.integer
        source = details["source"]?.string
        seriesSource = details["seriesSource"]?.string
        uuid = details["uuid"]?.string
        uuidSource = details["uuidSource"]?.string
        uuidReadBy = details["uuidReadBy"]?.string
        // Earlier versions had the way where today's say who says it.
        if details["uuidReadBy"] == nil, ["piv", "pkcs11"].contains(uuidSource) {
            (uuidSource, uuidReadBy) = ("card", uuidSource)
        }
        lock = details["lock"]?.string
        triesLeft = details["triesLeft"]?.integer
        apduCount = details["apduCount"]?.integer
        problems = details["problems"]?.strings ?? []
    }

    public var members: [String: JSONValue] {
        [
            "role": .optional(role), "isLook": .bool(isLook), "insertionEpoch": .optional(insertionEpoch),
            "source": .optional(source), "seriesSource": .optional(seriesSource), "uuid": .optional(uuid),
            "uuidSource": .optional(uuidSource), "uuidReadBy": .optional(uuidReadBy), "lock": .optional(lock),
            "triesLeft": .optional(triesLeft), "apduCount": .optional(apduCount), "problems": .strings(problems),
        ]
    }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        let found = [Words.lock(lock), event.expiresAt.map(Words.expiry)].compactMap { $0 } + problems.map(Words.safe)
        return "\(role == "operator" ? "Operator's" : "Holder's") card \(uuid.map(Words.safe) ?? "no UUID"): "
            + found.joined(separator: ", ")
    }
}
