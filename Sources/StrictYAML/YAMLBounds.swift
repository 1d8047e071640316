import Yams

/// How large a YAML text may become, before it is believed.
enum YAMLBounds {
    /// How many collections may stand in each other. Ours need 6; libyaml itself stops at 1,000.
    static let deepest = 32
    /// How many words may look like an alias, `*name`, before the parser sees them. None is taken in the end; the parser
    /// follows them to compare keys, and so few can't make much of little. Words in a text look the same.
    static let mostAliases = 16

    /// Before parsing: a text of 200 bytes with aliases of aliases takes the parser years.
    static func check(text: String, file: String) throws(YAMLMistake) {
        var count = 0
        var line = 1
        var previous = UInt8(ascii: "\n")
        var isComment = false
        var isBeginning = true
        for byte in text.utf8 {
            defer { previous = byte }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if byte == UInt8(ascii: "\n") { line += 1 }
                (isBeginning, isComment) = (true, false)
                continue
            }
            if isBeginning, byte == UInt8(ascii: "#") { isComment = true }
            if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { isBeginning = false }
            guard byte == UInt8(ascii: "*"), !isComment, !isWordByte(previous) else { continue }
            count += 1
            guard count <= mostAliases else {
                throw YAMLMistake(
                    file: file, line: line, key: nil, message: "uses aliases (*name), which are not taken")
            }
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// After parsing: an anchor stands before its aliases, so that none of those is ever followed here.
    static func check(_ node: Node, file: String, depth: Int = 0) throws(YAMLMistake) {
        func mistake(_ message: String) -> YAMLMistake {
            YAMLMistake(file: file, line: node.mark?.line, key: nil, message: message)
        }
        guard depth <= deepest else { throw mistake("is nested more than \(deepest) deep") }
        guard node.ownAnchor == nil else { throw mistake("has an anchor (&name), which is not taken") }
        if let sequence = node.sequence {
            for member in sequence { try check(member, file: file, depth: depth + 1) }
        } else if let mapping = node.mapping {
            for (key, value) in mapping {
                try check(key, file: file, depth: depth + 1)
                try check(value, file: file, depth: depth + 1)
            }
        }
    }
}

extension Node {
    fileprivate var ownAnchor: Anchor? { scalar?.anchor ?? sequence?.anchor ?? mapping?.anchor }
}
