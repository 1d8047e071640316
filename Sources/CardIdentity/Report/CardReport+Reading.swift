import ISO7816
import Instants

extension CardReport {
    /// Reads a card through its PIV application (SP 800-73-4): its passcode counter and both certificates.
    ///
    /// At most 12 short APDUs where certificates have 900 bytes. Never fails: what couldn't be read is a problem in the
    /// report. Blocks as long as the card takes.
    ///
    /// - Parameters:
    ///   - channel: Connected to the card; inside a transaction, so that no other program's commands come in between.
    ///   - now: Decides where the card stands in its renewal window.
    public init(
        reading channel: inout CardChannel, reader: Reader, atr: [UInt8], insertionEpoch: UInt64? = nil,
        now: UTCInstant
    ) {
        self.init(reader: reader, atr: atr, insertionEpoch: insertionEpoch)
        var contents = PIVReader.Contents()
        var isComplete = true
        do {
            if try !PIVReader.read(&channel, into: &contents) {
                problems.append(
                    CardProblem(.notReadable, "The card has no PIV application, so it can't be read this way."))
            }
        } catch {
            isComplete = false
            contents.problems.append(CardProblem(error))
        }
        passcode = contents.passcode
        problems += contents.problems
        settle(contents.certificates, isComplete: isComplete, now: now)
        apduCount = channel.exchanges.count
        trace = channel.exchanges
    }

    /// Reads the certificates found on a card, and draws the UUID and the renewal window from them.
    ///
    /// - Parameter isComplete: False when the reading broke off, so that there may be more than was found.
    mutating func settle(_ found: [FoundCertificate], isComplete: Bool, now: UTCInstant) {
        for certificate in found {
            do {
                certificates.append(try CertificateSummary(der: certificate.der, source: certificate.source))
            } catch {
                problems.append(
                    CardProblem(
                        .certificateUnreadable, "The \(certificate.name) certificate can't be read: \(error.reason)."))
            }
        }
        if found.isEmpty, isComplete, !has(.notReadable), !has(.certificateUnreadable) {
            problems.append(CardProblem(.noCertificates, "The card holds no certificate."))
        }
        if certificates.contains(where: { !$0.isNHS && !$0.isAuthority }) {
            problems.append(
                CardProblem(
                    .foreignCertificate, "A certificate on the card is not an NHS smartcard's; it was not used."))
        }
        settleHolder()
        settleRenewal(isComplete: isComplete, now: now)
        tellMissing(isComplete: isComplete)
    }

    private var nhsCertificates: [CertificateSummary] { certificates.filter(\.isNHS) }

    private mutating func settleHolder() {
        if nhsCertificates.contains(where: \.uuids.isEmpty) {
            problems.append(CardProblem(.uuidMissing, "An NHS certificate on the card doesn't name a UUID."))
        }
        holder = NamedHolder(
            nhsCertificates.flatMap { certificate in
                certificate.uuids.map { Sourced($0, source: certificate.source) }
            })
        guard holder == .several else { return }
        let isInOneName = nhsCertificates.contains { $0.uuids.count > 1 }
        problems.append(
            CardProblem(
                .uuidConflict,
                (isInOneName
                    ? "A certificate on the card names two UUIDs." : "The card's certificates name different UUIDs.")
                    + " Don't use this card; ask the RA."))
    }

    /// The earliest `notAfter` rules (handbook-rules §1, `card.certificatesExpire`). A certificate that couldn't be read
    /// might be earlier still, so that only "expired" is certain then.
    private mutating func settleRenewal(isComplete: Bool, now: UTCInstant) {
        guard let expiresAt = nhsCertificates.map(\.notAfter).min() else { return }
        let state = RenewalState(expiresAt: expiresAt, now: now)
        if (isComplete && !has(.certificateUnreadable)) || state.state == .expired { renewal = state }
        if nhsCertificates.contains(where: { $0.notBefore > now }) {
            problems.append(
                CardProblem(
                    .notYetValid, "A certificate is not valid yet by this computer's clock; check the date and time."))
        }
    }

    private mutating func tellMissing(isComplete: Bool) {
        let uses = Set(nhsCertificates.map(\.use))
        guard isComplete, !uses.isEmpty, !has(.certificateUnreadable) else { return }
        for (use, name) in [(CertificateSummary.Use.authentication, "authentication"), (.signing, "signing")]
        where !uses.contains(use) {
            problems.append(CardProblem(.certificateMissing, "The card holds no NHS \(name) certificate."))
        }
    }
}

extension CardProblem {
    init(_ error: CardChannelError) {
        switch error {
        case .cardLost:
            self.init(.cardLost, "The card left the reader, or stopped answering, while it was read.")
        case .answerTooLong, .tooManyCommands:
            self.init(.malformedAnswer, "The card announces more data than any smartcard has; it was left unread.")
        case .refused: self.init(.malformedAnswer, "The card asked for a command that this program never sends.")
        case .transmitFailed(let cause):
            self =
                (cause as? any CardProblemCause)?.cardProblem
                ?? CardProblem(.readerFailed, "The reader failed while the card was read.")
        }
    }
}

/// An error of the connection that knows what to say to the person at the desk.
public protocol CardProblemCause: Error {
    var cardProblem: CardProblem { get }
}

extension CertificateError {
    var reason: String {
        switch self {
        case .tooLong: "it is too long"
        case .notACertificate: "it isn't an X.509 certificate"
        case .badDate: "its dates make no sense"
        }
    }
}
