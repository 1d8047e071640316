import CardIdentity
import ISO7816
import Instants
import PlainText

/// `ra card` for people: a card a paragraph, a fact a line, each with where it comes from.
struct CardText {
    private(set) var lines: [String] = []
    private let width: Int

    init(_ report: CardReport, now: UTCInstant, width: Int, withTrace: Bool) {
        self.width = width
        add("Reader \(report.reader.index)", report.reader.name)
        add("UUID", report.holder.words)
        add("Passcode", report.passcode.words)
        add("Renewal", report.renewal.words)
        add("Series", report.seriesWords)
        for certificate in report.certificates { add("Certificate", certificate.words) }
        add("Exchanges", "\(report.apduCount) with the card; none asks it to change anything")
        for problem in report.problems { add("Note", problem.message.withoutControls) }
        if withTrace { addTrace(report) }
    }

    /// The text must be safe to show already.
    private mutating func add(_ label: String, _ text: String) {
        let indent = label + String(repeating: " ", count: max(1, 13 - label.count))
        lines += Wrapped(text, indent: indent, width: width).lines
    }

    private mutating func addTrace(_ report: CardReport) {
        lines += Wrapped("Answer to reset \(report.atr.spacedHexadecimal)", width: width).lines
        do {
            for part in try ATR(parsing: report.atr).explanation {
                let name = part.name + String(repeating: " ", count: max(1, 8 - part.name.count))
                lines +=
                    Wrapped("\(part.bytes.spacedHexadecimal): \(part.meaning)", indent: "  " + name, width: width)
                    .lines
            }
        } catch {
            lines += Wrapped("ISO/IEC 7816-3 doesn't allow it: \(error).", indent: "  ", width: width).lines
        }
        for exchange in report.trace {
            lines += Wrapped(exchange.command.spacedHexadecimal, indent: "> ", width: width).lines
            lines += Wrapped(exchange.answerWords, indent: "< ", width: width).lines
        }
    }
}

extension APDUExchange {
    /// The beginning of the data, the status with its meaning, and the time taken.
    fileprivate var answerWords: String {
        guard let answer = try? ResponseAPDU(parsing: response) else { return "no answer" }
        let data = answer.data
        let shown =
            data.count > 24 ? data.prefix(16).spacedHexadecimal + " … (\(data.count) bytes)" : data.spacedHexadecimal
        return "\(shown) \(answer.status) \(answer.status.meaning), \(microseconds) µs"
    }
}

extension NamedHolder {
    fileprivate var words: String {
        switch self {
        case .nobody: "not known"
        case .one(let uuid): "\(uuid.value), from \(uuid.source.words)"
        case .several: "the card names more than one"
        }
    }
}

extension FactSource {
    fileprivate var words: String {
        switch self {
        case .piv: "the card"
        case .pkcs11: "the card's PKCS#11 module"
        case .operator: "the person at the desk"
        }
    }
}

extension PasscodeState {
    fileprivate var words: String {
        let tries = triesLeft.map { $0 == 1 ? "1 try left" : "\($0) tries left" }
        return switch state {
        case .locked: "LOCKED: no tries left"
        case .usable where isVerified: "not locked; another program has entered it"
        case .usable: ["not locked", tries].compactMap { $0 }.joined(separator: "; ")
        case .unknown: "not known"
        }
    }
}

extension RenewalState {
    /// `due since 3 November, 12 days left`: dates in London, with the year where the day is not in the last weeks.
    fileprivate var words: String {
        guard let opensAt, let expiresAt, let daysLeft else { return "not known" }
        let end = LondonTime.text(expiresAt)
        let opens = LondonTime.date(opensAt)
        return switch state {
        case .unknown: "not known"
        case .expired: "EXPIRED on \(end)"
        case .due:
            "due since \(opens.dayAndMonth), \(RenewalState.days(daysLeft)) left (expires \(end))"
        case .notDue:
            "not due until \(opens.longText) (expires \(end))"
        }
    }

    private static func days(_ count: Int) -> String {
        count == 0 ? "less than a day" : count == 1 ? "1 day" : "\(count) days"
    }
}

extension CardReport {
    fileprivate var seriesWords: String {
        if let series { return "\(series.value), from \(series.source.words)" }
        return "not known; see the first two digits of the number on the back"
    }
}

extension CertificateSummary {
    fileprivate var words: String {
        let kind = isNHS ? "" : ", not an NHS smartcard's"
        let name = uuid != nil ? "" : subject.isEmpty ? "without a name, " : "\(SafeText(subject)), "
        let end = notAfter.map { "until \(LondonTime.text($0))" } ?? "expiry not known"
        let serial = serialNumber.isEmpty ? "not known" : "\(SafeText(serialNumber))"
        return "\(name)\(use.rawValue)\(kind), \(end), serial number \(serial)"
    }
}
