import Handbook

/// An error as Care Identity Management shows it, in one of the published forms. Nothing else is kept of what is typed
/// at a step, because a step may stand beside a passcode: a bare number is never one.
public struct ErrorCode: Hashable, Sendable {
    /// `ERR1009`, `INF1014`, `PR20002`, `400_645`, `Error 1000`, or the name of a published sentence.
    public let text: String

    /// The name of the sentence "Problem reading your smartcard".
    public static let readingProblem = "readingProblem"

    /// Case, and one space or hyphen between letters and digits, don't matter.
    ///
    /// - Returns: nil for anything that isn't of a published form.
    public init?(_ typed: String) {
        if typed.lowercased() == ErrorCode.readingProblem.lowercased() {
            text = ErrorCode.readingProblem
            return
        }
        let bytes = Array(typed.utf8)
        guard let digit = bytes.firstIndex(where: ErrorCode.isDigit) else { return nil }
        var letters = bytes[..<digit]
        let rest = bytes[digit...]
        if letters.isEmpty {
            guard let code = ErrorCode.serviceCode(rest) else { return nil }
            text = code
            return
        }
        if letters.count > 1, let last = letters.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "-") {
            letters = letters.dropLast()
        }
        guard rest.allSatisfy(ErrorCode.isDigit) else { return nil }
        let digits = String(decoding: rest, as: UTF8.self)
        switch (String(decoding: letters, as: UTF8.self).lowercased(), digits.utf8.count) {
        case ("err", 4): text = "ERR" + digits
        case ("inf", 4): text = "INF" + digits
        case ("pr", 5): text = "PR" + digits
        case ("error", 4) where digits == "1000": text = "Error 1000"
        default: return nil
        }
    }

    /// `400_` or `500_` and three digits.
    private static func serviceCode(_ bytes: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.count == 7, text.hasPrefix("400_") || text.hasPrefix("500_"),
            bytes.dropFirst(4).allSatisfy(isDigit)
        else { return nil }
        return text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension ErrorCode {
    /// What is known of it; nil for a code of the right form that no source describes.
    public var known: ServiceError? {
        ServiceError.lookUp(text == ErrorCode.readingProblem ? "Problem reading your smartcard" : text)
    }

    /// The codes that a source describes, with what they mean, for a list to choose from.
    public static let listed: [(code: String, meaning: String)] = ServiceError.known.compactMap { error in
        if error.code == "Problem reading your smartcard" {
            return (readingProblem, "\"\(error.code)\": \(error.meaning)")
        }
        return (ErrorCode(error.code) ?? ErrorCode("Error " + error.code)).map { ($0.text, error.meaning) }
    }

    /// Something that looks like a code of another form, such as `CIS-12`: letters in capitals and up to three digits.
    /// It counts as `failed`, and the ticket leaves room for it.
    static func isOther(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let letters = bytes.prefix { (0x41...0x5A).contains($0) }
        var rest = bytes.dropFirst(letters.count)
        if let first = rest.first, [UInt8](" -_".utf8).contains(first) { rest = rest.dropFirst() }
        return (2...8).contains(letters.count) && (1...3).contains(rest.count) && rest.allSatisfy(isDigit)
    }
}
