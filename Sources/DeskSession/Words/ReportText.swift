import CardIdentity
import Instants
import PlainText

/// A card report in a few sentences, each with its source.
public struct ReportText: Sendable {
    public let sentences: [String]

    /// A locked passcode, and certificates that are due, have expired or show no date, are always reported.
    ///
    /// - Parameters:
    ///   - report: what was read from the card.
    ///   - owner: whose card it is, such as "Your".
    ///   - needsPasscode: also reports a passcode that isn't locked.
    ///   - needsDate: also reports certificates that aren't due yet.
    public init(_ report: CardReport, owner: String, needsPasscode: Bool = true, needsDate: Bool = true) {
        var sentences: [String] = []
        if let uuid = report.uuid {
            sentences.append("\(owner) card: UUID \(uuid.value)\(ReportText.words(for: uuid.source)).")
        } else {
            sentences.append("\(owner) card: it can't say whose it is.")
        }
        if needsPasscode || report.passcode.state == .locked { sentences.append(ReportText.passcode(report.passcode)) }
        if needsDate || report.renewal.state != .notDue { sentences.append(ReportText.renewal(report.renewal)) }
        sentences += report.problems.map { "\(SafeText($0.message))" }
        self.sentences = sentences
    }

    private static func passcode(_ passcode: PasscodeState) -> String {
        switch passcode.state {
        case .locked: "Passcode: LOCKED."
        case .usable:
            passcode.triesLeft.map { "Passcode: not locked, \($0) \($0 == 1 ? "try" : "tries") left." }
                ?? "Passcode: not locked."
        case .unknown: "Passcode: the card doesn't say whether it is locked."
        }
    }

    private static func renewal(_ renewal: RenewalState) -> String {
        guard let expires = renewal.expiresAt, let days = renewal.daysLeft else {
            return "Certificates: no date could be read."
        }
        let date = LondonTime.date(expires).longText
        switch renewal.state {
        case .expired: return "Certificates: EXPIRED on \(date)."
        case .due: return "Certificates: to be renewed, \(days) \(days == 1 ? "day" : "days") left, until \(date)."
        case .notDue:
            return "Certificates: good until \(date)."
        case .unknown: return "Certificates: good until \(date)."
        }
    }

    private static func words(for source: FactSource) -> String {
        switch source {
        case .piv: ""
        case .pkcs11: ", told by a PKCS#11 module"
        case .operator: ", typed"
        }
    }
}
