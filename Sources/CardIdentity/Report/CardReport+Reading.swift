import Instants

extension CardReport {
    /// Reads a card through its PIV application (SP 800-73-4): its passcode counter and both certificates.
    ///
    /// At most 12 short APDUs where certificates have 900 bytes. Never fails: what couldn't be read is a problem in the
    /// report. Blocks as long as the card takes.
    ///
    /// - Parameters:
    ///   - channel: Connected to the card; inside a transaction, so that no other program's commands come in between.
    ///   - reader: The reader that the card is in.
    ///   - atr: The card's answer to reset.
    ///   - insertionEpoch: Which insertion is read, unique within one run of the program; nil where it isn't known.
    ///   - now: Decides where the card stands in its renewal window.
    public init(
        reading channel: inout CardChannel, reader: Reader, atr: [UInt8], insertionEpoch: UInt64? = nil,
        now: UTCInstant
    ) {
        var end: CardProblem?
        var isComplete = true
        do {
            end = try PIVReader.read(&channel)
        } catch {
            isComplete = false
            end = CardProblem(error)
        }
        self.init(reader: reader, atr: atr, insertionEpoch: insertionEpoch)
        take(channel.progress, end: end, isComplete: isComplete, now: now)
    }

    /// Takes over what a reading has done and found, also one that isn't waited for any more.
    ///
    /// - Parameters:
    ///   - end: why there is no more, where there might have been.
    ///   - isComplete: False when the reading broke off.
    mutating func take(_ progress: ReadingProgress, end: CardProblem?, isComplete: Bool, now: UTCInstant) {
        let contents = progress.contents
        trace = progress.exchanges
        apduCount = trace.count
        passcode = contents.passcode
        problems += contents.problems
        if var end {
            let isSaid = end.code == .cardLost || end.code == .mute
            if !isComplete, !isSaid {
                end.message += trace.isEmpty ? " The card was not read." : " It was not read to the end."
            }
            problems.append(end)
        }
        settle(contents.certificates, isComplete: isComplete, now: now)
    }

    /// Reads the certificates found on a card, and draws the UUID and the renewal window from them.
    ///
    /// - Parameter isComplete: False when the reading broke off, so that there may be more than was found.
    mutating func settle(_ found: [FoundCertificate], isComplete: Bool, now: UTCInstant) {
        for certificate in found {
            do {
                let summary = try CertificateSummary(der: certificate.der, source: certificate.source)
                certificates.append(summary)
                problems += summary.oddities.map {
                    CardProblem($0.code, "In the \(certificate.name) certificate \($0.words).")
                }
            } catch {
                problems.append(
                    CardProblem(
                        .certificateUnreadable, "The \(certificate.name) certificate can't be read: \(error.reason)."))
            }
        }
        if found.isEmpty, isComplete, !has(.notReadable), !has(.applicationRefused), !has(.certificateUnreadable) {
            problems.append(CardProblem(.noCertificates, "The card holds no certificate."))
        }
        if certificates.contains(where: { !$0.isNHS && !$0.isAuthority && !$0.mayBeNHS }) {
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

    /// The earliest `notAfter` rules (handbook-rules §1, `card.certificatesExpire`). A certificate that couldn't be read,
    /// or whose date couldn't, might be earlier still, so that only "expired" is certain then.
    private mutating func settleRenewal(isComplete: Bool, now: UTCInstant) {
        let isCertain =
            isComplete && !has(.certificateUnreadable) && nhsCertificates.allSatisfy { $0.notAfter != nil }
            && !certificates.contains(where: \.mayBeNHS)
        if let expiresAt = nhsCertificates.compactMap(\.notAfter).min() {
            let state = RenewalState(expiresAt: expiresAt, now: now)
            if isCertain || state.state == .expired { renewal = state }
        }
        if nhsCertificates.contains(where: { certificate in certificate.notBefore.map { $0 > now } ?? false }) {
            problems.append(
                CardProblem(
                    .notYetValid, "A certificate is not valid yet by this computer's clock; check the date and time."))
        }
    }

    private mutating func tellMissing(isComplete: Bool) {
        let uses = Set(nhsCertificates.map(\.use))
        guard isComplete, !uses.isEmpty, !has(.certificateUnreadable), !certificates.contains(where: \.mayBeNHS) else {
            return
        }
        for (use, name) in [(CertificateSummary.Use.authentication, "authentication"), (.signing, "signing")]
        where !uses.contains(use) {
            problems.append(CardProblem(.certificateMissing, "The card holds no NHS \(name) certificate."))
        }
    }
}

extension CertificateSummary {
    /// Its names can't be read whole, so it might be an NHS certificate that isn't recognised.
    fileprivate var mayBeNHS: Bool {
        !isNHS && !isAuthority && (oddities.contains(.subjectUnreadable) || oddities.contains(.issuerUnreadable))
    }
}

extension CertificateError {
    var reason: String {
        switch self {
        case .tooLong: "it is too long"
        case .notACertificate: "it isn't an X.509 certificate"
        }
    }
}
