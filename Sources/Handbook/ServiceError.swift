import JSON

/// An error that Care Identity Management or self-service unlock shows, and what can be done about it
/// (NHSE, self-service unlock, common issues and CIM help pages).
public struct ServiceError: Sendable, Hashable {
    /// As it is shown: `ERR1002`. With `x` for digits that vary.
    public let code: String
    public let meaning: String
    public let remedies: [Remedy]
    public let citation: Citation

    public struct Remedy: Sendable, Hashable {
        public enum Audience: String, Sendable, Hashable, CaseIterable {
            case `operator`
            case it
        }

        public let audience: Audience
        public let text: String

        init(_ audience: Audience, _ text: String) {
            self.audience = audience
            self.text = text
        }
    }

    init(_ code: String, _ meaning: String, _ remedies: Remedy...) {
        self.code = code
        self.meaning = meaning
        self.remedies = remedies
        citation = Citation("NHSE", "self-service unlock, common issues and CIM help")
    }

    /// The errors that a source describes.
    public static let known = [
        ServiceError(
            "ERR1002", "The card can't be read at log-in.",
            Remedy(.operator, "Take out all cards but one: more than one card at log-in gives this error."),
            Remedy(.operator, "Check that the card sits firmly in the reader, chip first, and try another reader."),
            Remedy(.operator, "Check that the person's profile is not closed."),
            Remedy(
                .it, "Check the smartcard software, the reader's driver and that the service's domains are let through."
            )),
        ServiceError(
            "ERR1009", "The service couldn't get the card's unlock secret (\"Failed to obtain SOPIN for user\").",
            Remedy(.operator, "Try once more, then on another workstation."),
            Remedy(
                .operator, "If it comes again, raise a ticket with the code, the UUID, the time and the steps taken."),
            Remedy(.it, "This comes from NHS England's side: report it to the national service desk.")),
        ServiceError(
            "PR20002", "The port redirection service is unavailable: the NHS Port Service is not running.",
            Remedy(.operator, "Restart the computer and try again."),
            Remedy(.it, "Start the NHS Port Service, and see that it starts with Windows.")),
        ServiceError(
            "INF1014", "The operation on the card could not be completed.",
            .cardInAgain, .twoSeparateReaders, .versions),
        ServiceError(
            "ERR5022", "The operation on the card could not be completed.",
            .cardInAgain, .twoSeparateReaders, .versions),
        ServiceError(
            "400_645", "The browser can't reach the card software on this computer.", .browserAgain, .softwareRuns),
        ServiceError(
            "400_xxx", "The browser can't reach the card software on this computer.", .browserAgain, .softwareRuns),
        ServiceError(
            "500_xxx", "The card software on this computer reports a fault.",
            Remedy(.operator, "Restart the computer and repeat the step, then try another workstation."),
            Remedy(.it, "See that Credential Management and the NHS Port Service run; look at their logs.")),
        ServiceError(
            "1000", "A general error (\"Error 1000\").",
            Remedy(.operator, "Repeat the step with one card at log-in, then try another workstation."),
            Remedy(
                .operator, "If it comes again, raise a ticket with the code, the UUID, the time and the steps taken.")),
        ServiceError(
            "Problem reading your smartcard", "The card was not read. Mostly the reader's driver is the wrong one.",
            Remedy(.operator, "Unplug a keyboard with a reader and plug it in again, or use a separate reader."),
            Remedy(.operator, "Wait a few seconds after putting the card in, before the passcode is typed."),
            Remedy(.operator, "Check that the card is not a blank one."),
            Remedy(.it, "Put the reader maker's own driver in place of the general one.")),
    ]

    /// What is known about a code as somebody reads it off the screen: upper and lower case are the same, and a word
    /// "Error" or "ERR" before a bare number doesn't matter. Nil for a code that no source describes.
    public static func lookUp(_ text: String) -> ServiceError? {
        let wanted = normal(text)
        if let exact = known.first(where: { normal($0.code) == wanted }) { return exact }
        let parts = wanted.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 3, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return known.first { normal($0.code) == "\(parts[0])_xxx" }
    }

    private static func normal(_ text: String) -> String {
        var words = text.lowercased().split(separator: " ").map(String.init)
        if words.count > 1, words[0] == "error" { words.removeFirst() }
        let joined = words.joined(separator: " ")
        return joined == "err1000" || joined == "error1000" ? "1000" : joined
    }
}

extension ServiceError {
    public var json: JSONValue {
        [
            "code": .string(code), "meaning": .string(meaning),
            "remedies": .array(
                remedies.map { ["audience": .string($0.audience.rawValue), "text": .string($0.text)] }),
            "citation": citation.json,
        ]
    }
}

// What helps with more than one error
extension ServiceError.Remedy {
    fileprivate static let cardInAgain = Self(
        .operator, "Take the holder's card out, insert it again, wait a few seconds and repeat the step.")
    fileprivate static let twoSeparateReaders = Self(
        .operator, "If it comes again, use two separate readers instead of a keyboard's, or another workstation.")
    fileprivate static let browserAgain = Self(
        .operator, "Close the browser, open Chrome or Edge again and repeat the step. Then restart the computer.")
    fileprivate static let versions = Self(
        .it, "Check the version of Credential Management and of the card middleware.")
    fileprivate static let softwareRuns = Self(
        .it,
        """
        See that Credential Management and the NHS Port Service run, and that the browser may speak to them \
        (extension, localhost policies).
        """)
}
