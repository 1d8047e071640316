import JSON

extension EventCode {
    /// A program opened the log to write to it. The first event of every log.
    public static let logOpened = EventCode("log.opened")
}

public struct LogOpened: EventDetails {
    /// The last checkpoint that was kept.
    public struct Checkpoint: Hashable, Sendable {
        public var number: Int64
        public var size: Int64

        public init(number: Int64, size: Int64) {
            self.number = number
            self.size = size
        }
    }

    /// Name and version.
    public var program: String?
    /// The log begins with this event.
    public var isNew: Bool?
    /// So that one which is removed later is missed. Nil where there was none; older events don't say it.
    public var checkpoint: Checkpoint?
    /// Of a new log beside which the key of another was found: that log's name.
    public var earlierLog: String?

    /// Of a new log that goes on where another one ended: that log, as far as a witness had cosigned it.
    public var succeeds: Predecessor?

    /// The last cosigned checkpoint of the log before.
    public struct Predecessor: Hashable, Sendable {
        public var origin: String
        public var size: Int64
        /// Base64.
        public var root: String

        public init(origin: String, size: Int64, root: String) {
            self.origin = origin
            self.size = size
            self.root = root
        }
    }

    public init(
        program: String?, isNew: Bool? = nil, checkpoint: Checkpoint? = nil, earlierLog: String? = nil,
        succeeds: Predecessor? = nil
    ) {
        self.program = program
        self.isNew = isNew
        self.checkpoint = checkpoint
        self.earlierLog = earlierLog
        self.succeeds = succeeds
    }

    public static let code = EventCode.logOpened
    public static let name = "log opened"

    public init(reading details: JSONValue, action: String?) {
        program = details["program"]?.string
        isNew = details["isNew"]?.bool
        if let number = details["checkpoint"]?["number"]?.integer, let size = details["checkpoint"]?["size"]?.integer {
            checkpoint = Checkpoint(number: number, size: size)
        }
        earlierLog = details["earlierLog"]?.string
        if let before = details["succeeds"], let origin = before["log"]?.string,
            let size = before["size"]?.integer, let root = before["root"]?.string
        {
            succeeds = Predecessor(origin: origin, size: size, root: root)
        }
    }

    public var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "program": .optional(program), "isNew": .optional(isNew), "checkpoint": .null,
        ]
        if let checkpoint {
            members["checkpoint"] = ["number": .integer(checkpoint.number), "size": .integer(checkpoint.size)]
        }
        if let earlierLog { members["earlierLog"] = .string(earlierLog) }
        if let succeeds {
            members["succeeds"] = [
                "log": .string(succeeds.origin), "size": .integer(succeeds.size), "root": .string(succeeds.root),
            ]
        }
        return members
    }
}
