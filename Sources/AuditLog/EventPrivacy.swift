import JSON

/// Refuses what must never reach the log, whoever made the event.
enum EventPrivacy {
    /// Members that would hold a secret or a name. Facts about them (`passcodeKnown`, `email`: `listed`) are fine.
    static let forbiddenMembers: Set<String> = [
        "passcode", "newpasscode", "pin", "puk", "password", "unlockcode", "onetimecode",
        "firstname", "lastname", "surname", "forename", "fullname", "emailaddress",
    ]

    /// What things are called, which no person says: an `@` in the name of a reader, a desk or a site is no address, and
    /// must not end a session.
    private static let namesOfThings: Set<String> = ["bootId", "log", "readers", "site", "workstation"]

    /// - Parameter member: the member of the body.
    static func check(_ value: JSONValue, of member: String) throws(EventMistake) {
        if namesOfThings.contains(member) { return }
        if member == "facts", case .object(var facts) = value {
            // The site and the name of this desk once more.
            facts["workstation"] = nil
            return try check(.object(facts), member: member)
        }
        try check(value, member: member)
    }

    private static func check(_ value: JSONValue, member: String) throws(EventMistake) {
        switch value {
        case .string(let text):
            if holdsAddress(text) { throw .emailAddress(member: member) }
        case .array(let elements):
            for element in elements { try check(element, member: member) }
        case .object(let members):
            for (key, element) in members {
                if forbiddenMembers.contains(key.lowercased()) { throw .secret(member: key) }
                if holdsAddress(key) { throw .emailAddress(member: member) }
                try check(element, member: key)
            }
        case .null, .bool, .integer, .number: break
        }
    }

    /// Settings come from a file and not from a question: a path, a policy's source. The local part of whatever looks like
    /// an address in them becomes `x`, so that they can be recorded.
    static func redacted(_ settings: [String: JSONValue]) -> [String: JSONValue] {
        settings.mapValues(redacted)
    }

    private static func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(redacted(text))
        case .array(let elements): .array(elements.map(redacted))
        case .object(let members): .object(members.mapValues(redacted))
        case .null, .bool, .integer, .number: value
        }
    }

    private static func redacted(_ text: String) -> String {
        guard holdsAddress(text) else { return text }
        var result: [UInt8] = []
        for byte in text.utf8 {
            if byte == UInt8(ascii: "@") {
                while let last = result.last, !isSeparator(last) { result.removeLast() }
                result.append(UInt8(ascii: "x"))
            }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// True when an `@` stands after anything but a lone `x`.
    static func holdsAddress(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return false }
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "@") {
            let isRedacted =
                index > 0 && bytes[index - 1] == UInt8(ascii: "x") && (index == 1 || isSeparator(bytes[index - 2]))
            if !isRedacted { return true }
        }
        return false
    }

    /// Bytes that can't be part of an unquoted local part (RFC 5322 §3.2.3, `atext` and the dot), and the slash, which no
    /// NHS address has and each path.
    private static func isSeparator(_ byte: UInt8) -> Bool {
        [UInt8](" \t\r\n,;:<>()[]\"/".utf8).contains(byte)
    }
}
