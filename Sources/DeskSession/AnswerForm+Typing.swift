import Instants
import JSON

extension Question {
    /// What a person typed at a prompt, as the value it stands for. Words are read without regard to case.
    ///
    /// - Returns: nil for an empty line and for words that stand for nothing here; the form checks the rest.
    public func value(typed line: String) -> JSONValue? {
        let text = line.trimmingASCIISpace
        let word = text.lowercased()
        if text.isEmpty { return standard }
        if allowsUnknown, ["d", "dk", "don't know", "dont know", "i don't know", "unknown"].contains(word) {
            return .null
        }
        switch form {
        case .yesNo:
            return ["y", "yes", "true"].contains(word)
                ? true : ["n", "no", "false"].contains(word) ? false : .string(text)
        case .choice(let choices):
            if let number = Int(word), choices.indices.contains(number - 1) {
                return .string(choices[number - 1].value)
            }
            // Anything else is given on, so that what is wrong with it is said; an address is classed there.
            return choices.first { $0.value.lowercased() == word }.map { .string($0.value) } ?? .string(text)
        case .step:
            switch word {
            case "y", "yes", "done": return "done"
            case "n", "no", "failed": return "failed"
            case "p": return .string(ErrorCode.readingProblem)
            default: return .string(text)
            }
        case .uuid:
            // The number is printed in groups.
            return .string(text.filter { $0 != " " })
        case .number, .emailAddress, .date: return .string(text)
        }
    }

    /// What can be typed, in a sentence.
    public var typedExpectation: String {
        switch form {
        case .yesNo: "Type y for yes or n for no."
        case .choice(let choices): "Type the number of a line, 1 to \(choices.count)."
        case .date: "Type a date, such as 31/03/2027."
        case .uuid: "Type the twelve digits of the UUID."
        case .step:
            "Press Enter when it is done, type n if it doesn't work, or the error code that CIM shows, such as ERR1009; "
                + "p for 'Problem reading your smartcard'."
        case .number, .emailAddress: form.expectation
        }
    }
}

extension AnswerForm {
    /// `31/3/2027`, as dates are written here and shown in CIM, as `2027-03-31`.
    static func isoDate(typed text: String) -> String? {
        let parts = text.split(whereSeparator: { $0 == "/" || $0 == " " })
        guard parts.count == 3, parts[2].utf8.count == 4, let day = Int(parts[0]), let month = Int(parts[1]),
            let year = Int(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)?.iso8601
    }
}

extension String {
    var trimmingASCIISpace: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" || $0 == "\n" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
