import JSON

/// Refuses what must never reach the log, whoever made the event.
enum EventPrivacy {
    /// Members that would hold a secret or a name. Facts about them (`passcodeKnown`, `email`: `listed`) are fine.
    static let forbiddenMembers: Set<String> = [
        "passcode", "newpasscode", "pin", "puk", "password", "unlockcode", "onetimecode",
        "firstname", "lastname", "surname", "forename", "fullname", "emailaddress",
    ]

    static func check(_ value: JSONValue, member: String = "event") throws(EventMistake) {
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

    /// Bytes that can't be part of an unquoted local part (RFC 5322 §3.2.3, `atext` and the dot).
    private static func isSeparator(_ byte: UInt8) -> Bool {
        [UInt8](" \t\r\n,;:<>()[]\"".utf8).contains(byte)
    }
}
