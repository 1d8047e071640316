/// As much of the form of a command APDU as an exchange has to know (ISO 7816-4, 5.1 and 5.2). Any bytes may come.
struct CommandForm: Equatable {
    /// Where the length of the data and the length of the answer stand.
    enum Case: Equatable {
        /// No data, no answer; also anything that is not a well-formed command.
        case other
        /// Answer alone: Le is the last byte.
        case shortAnswer
        /// Data and answer: Le is the last byte.
        case shortDataAndAnswer
        /// Extended lengths: Le is the last two bytes.
        case extendedAnswer
    }

    let form: Case

    init(_ command: [UInt8]) {
        form = Self.form(of: command)
    }

    private static func form(of command: [UInt8]) -> Case {
        if command.count == 5 { return .shortAnswer }
        guard command.count > 5 else { return .other }
        if command[4] != 0 {
            return command.count == 6 + Int(command[4]) ? .shortDataAndAnswer : .other
        }
        guard command.count >= 7 else { return .other }
        if command.count == 7 { return .extendedAnswer }
        let length = Int(command[5]) << 8 | Int(command[6])
        return length > 0 && command.count == 9 + length ? .extendedAnswer : .other
    }

    /// The command with another length of the answer, 1 to 256; nil where it has none to change.
    static func replacingLength(of command: [UInt8], with length: Int) -> [UInt8]? {
        switch CommandForm(command).form {
        case .other: nil
        case .shortAnswer, .shortDataAndAnswer: command.dropLast() + [UInt8(length & 0xFF)]
        case .extendedAnswer: command.dropLast(2) + [UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF)]
        }
    }

    /// For T=0 the command without the length of the answer when it has data as well: the card then says `61xx`
    /// (ISO 7816-3, 12.2.1, case 4S).
    static func forT0(_ command: [UInt8]) -> [UInt8] {
        CommandForm(command).form == .shortDataAndAnswer ? Array(command.dropLast()) : command
    }

    /// Whether the command may be sent again with another length: only interindustry instructions that read (ISO
    /// 7816-4, table 4). Sent twice, anything else could spend a passcode try or do its work twice.
    static func mayRepeat(_ command: [UInt8]) -> Bool {
        guard command.count >= 4, command[0] & 0x80 == 0 else { return false }
        // SELECT, READ BINARY, READ RECORD, GET RESPONSE, GET DATA, SEARCH BINARY, SEARCH RECORD
        return [0xA4, 0xB0, 0xB1, 0xB2, 0xB3, 0xC0, 0xCA, 0xCB, 0xA0, 0xA1, 0xA2].contains(command[1])
    }

    /// GET RESPONSE in the logical channel of a command; chaining and secure messaging don't carry over
    /// (ISO 7816-4, 5.4.1 and 7.6.1).
    static func getResponse(after command: [UInt8], length: UInt8) -> [UInt8] {
        let cla = command.first ?? 0
        // First interindustry class: channel in bits 2 and 1. Further one (bit 7): channel in bits 4 to 1.
        let channel = cla & 0x80 != 0 ? 0 : cla & 0x40 != 0 ? cla & 0x4F : cla & 0x03
        return [channel, 0xC0, 0x00, 0x00, length]
    }
}
