import Instants
import PCSC

/// Finds out about the card in a reader: the way from a reader to a report, in one short session.
///
/// Shared, in one transaction, and the card is left as it was found. A card in use by another program is not touched
/// unless that is asked for: selecting an application could end that program's log-in (architecture, invariant 2).
public struct CardExaminer: Sendable {
    /// The PC/SC service. To be made with `APDUAllowList.policy`.
    public var service: PCSCService
    /// PKCS#11 modules for cards that have no PIV application, by path; none is asked that isn't listed.
    public var modules: [String] = []
    /// How modules are asked; nil where the host has named no helper, and then none can be.
    public var tokenReader: TokenReader?
    /// False leaves the card's PIV application alone, for a card that only a module may read.
    public var usesPIV = true
    /// For the time of each reading.
    public var now: @Sendable () -> UTCInstant
    /// For one card, from waiting for others to the last answer.
    public var deadline = Duration.seconds(20)

    public init(
        service: PCSCService, now: @escaping @Sendable () -> UTCInstant
    ) {
        self.service = service
        self.now = now
    }

    /// Reads the card in a reader.
    ///
    /// Suspends for as long as the card takes, and at most for `deadline`; cancelling the task ends the wait at once, and
    /// nothing more is sent. What couldn't be read is a problem in the report.
    ///
    /// - Parameters:
    ///   - snapshot: The reader and its card, as they were last seen. A card inserted since then isn't read.
    ///   - evenIfInUse: Reads a card that another program uses. It may end that program's log-in.
    ///   - desk: Every reader at this moment, for PKCS#11 modules: they look at all cards, so none is asked while any card
    ///     is in use, nor when this is left out, as it must be once somebody is logged in with a card.
    ///   - series: As a person typed it from the card's back.
    /// - Returns: Nil when no card is in the reader.
    /// - Throws: `PCSCError` of the categories service, permission and cancelled: nothing can be said of any card then.
    public func examine(
        _ snapshot: ReaderSnapshot, evenIfInUse: Bool = false, among desk: [ReaderSnapshot] = [], series: Int? = nil
    ) async throws(PCSCError) -> CardReport? {
        guard let insertion = snapshot.insertion else { return nil }
        var report = CardReport(snapshot, insertion)
        let isUsed = !snapshot.isFree
        if snapshot.condition == .mute {
            report.problems.append(
                CardProblem(
                    .mute, "The card doesn't answer. Take it out, wipe the chip, and insert it again, chip up."))
        } else if isUsed, !evenIfInUse {
            report.problems.append(
                CardProblem(
                    .inUse, "Another program uses the card, so it was not read: that could end the log-in on it."))
        } else if let problem = CardProblem(unsupportedProtocolsOf: report.atr) {
            report.problems.append(problem)
        } else {
            if usesPIV { report = try await read(insertion, into: report) }
            if !usesPIV || report.has(.notReadable) || report.has(.applicationRefused), desk.contains(snapshot),
                desk.allSatisfy(\.isFree)
            {
                let isOnlyCard = desk.count { $0.insertion != nil } == 1
                await askModules(isOnlyCard: isOnlyCard, into: &report)
            }
            if isUsed, report.apduCount > 0 {
                report.problems.append(
                    CardProblem(.readWhileInUse, "Another program used the card while it was read, as asked for."))
            }
        }
        if let series { report.addSeries(typed: series, now: now()) }
        return report
    }

    private func read(_ insertion: Insertion, into report: CardReport) async throws(PCSCError) -> CardReport {
        var options = SessionOptions()
        options.deadline = deadline
        options.policy = APDUAllowList.policy
        let (reader, now) = (report.reader, now())
        let progress = ReadingProgress()
        let problem: CardProblem
        do {
            return try await service.withSession(with: insertion, options: options) { session in
                var channel = CardChannel(isT0: session.activeProtocol == .t0, progress: progress) { command in
                    try session.transmit(command.bytes)
                }
                return CardReport(
                    reading: &channel, reader: reader, atr: insertion.atr, insertionEpoch: insertion.epoch, now: now)
            }
        } catch let error as PCSCError {
            switch error.category {
            case .service, .permission, .cancelled: throw error
            default: break
            }
            problem = error.cardProblem
        } catch {
            problem = CardProblem(.readerFailed, "The reader failed while the card was read.")
        }
        var report = report
        report.take(progress, end: problem, isComplete: false, now: now)
        return report
    }
}

extension CardExaminer {
    /// The first module that tells certificates settles it.
    private func askModules(isOnlyCard: Bool, into report: inout CardReport) async {
        for module in modules {
            let request = TokenRequest(module: module, reader: report.reader.name, isOnlyCard: isOnlyCard)
            do throws(TokenFailure) {
                guard let tokenReader else { throw .noAnswer }
                let answer = try await tokenReader.read(request)
                report.passcode = answer.passcode
                guard !answer.certificates.isEmpty else { continue }
                report.problems.removeAll { $0.code == .notReadable || $0.code == .applicationRefused }
                report.settle(
                    answer.certificates.enumerated().map { index, der in
                        FoundCertificate(der: der, name: "module's certificate \(index + 1)", source: .pkcs11)
                    }, isComplete: true, now: now())
                return
            } catch {
                report.problems.append(CardProblem(.moduleFailed, error.message(module)))
            }
        }
    }
}

extension TokenFailure {
    fileprivate func message(_ module: String) -> String {
        let name = "The PKCS#11 module \(ReaderName(module.split(separator: "/").last.map(String.init) ?? module))"
        return switch self {
        case .notAModule: "\(name) can't be loaded."
        case .noToken: "\(name) sees no card in this reader."
        case .callFailed: "\(name) reports an error."
        case .hung: "\(name) didn't answer in time and was ended."
        case .crashed: "\(name) crashed."
        case .noAnswer: "\(name) can't be asked."
        }
    }
}

extension CardReport {
    fileprivate init(_ snapshot: ReaderSnapshot, _ insertion: Insertion) {
        self.init(
            reader: Reader(name: snapshot.name.description, index: snapshot.index), atr: snapshot.atr,
            insertionEpoch: insertion.epoch)
    }
}

extension ReaderSnapshot {
    /// No other program uses a card in this reader.
    fileprivate var isFree: Bool { condition != .inUse && condition != .exclusive }
}
