import CardIdentity
import PCSC
import ReaderHardware
import Synchronization
import WorkstationSettings

/// The readers and cards of the PC/SC service, or of a simulated one, as a session sees them.
public final class PCSCDesk: SessionDesk {
    private let examiner: CardExaminer
    private let assignment: ReaderAssignment
    private let isSimulated: Bool
    /// Insertions that may be read, by their epoch.
    private let insertions = Mutex<[UInt64: PCSC.Insertion]>([:])

    /// - Parameters:
    ///   - examiner: reads the cards; its service reports readers and insertions.
    ///   - assignment: which reader is whose.
    ///   - isSimulated: the readers are simulated, so that none is looked for on USB.
    public init(examiner: CardExaminer, assignment: ReaderAssignment, isSimulated: Bool = false) {
        self.examiner = examiner
        self.assignment = assignment
        self.isSimulated = isSimulated
    }

    public func events() -> AsyncStream<SessionEvent> {
        let (stream, continuation) = AsyncStream<SessionEvent>.makeStream()
        let following = Task {
            var book = ReaderBook(assignment: assignment, isSimulated: isSimulated)
            for await event in examiner.service.events() {
                for translated in translate(event, &book) { continuation.yield(translated) }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in following.cancel() }
        return stream
    }

    private func translate(_ event: ReaderEvent, _ book: inout ReaderBook) -> [SessionEvent] {
        switch event {
        case .snapshot(let snapshots):
            book.replaceAll(snapshots)
            insertions.withLock { $0 = [:] }
            return [.desk(book.readers, snapshots.compactMap { present($0, book) })]
        case .readerAttached(let snapshot):
            book.attach(snapshot)
            return book.reader(snapshot).map { [.readerAttached($0)] } ?? []
        case .readerDetached(let snapshot):
            guard book.reader(snapshot) != nil else { return [] }
            book.detach(snapshot)
            return [.readerDetached(snapshot.name.description)]
        case .cardInserted(let snapshot): return present(snapshot, book).map { [.inserted($0)] } ?? []
        case .cardRemoved(let snapshot):
            guard let epoch = snapshot.insertion?.epoch else { return [] }
            insertions.withLock { $0[epoch] = nil }
            return [.removed(reader: snapshot.name.description, epoch: epoch)]
        case .serviceLost(let error): return [.serviceLost(error.code.message)]
        case .readerChanged, .serviceRestored: return []
        }
    }

    private func present(_ snapshot: ReaderSnapshot, _ book: ReaderBook) -> Insertion? {
        guard let insertion = snapshot.insertion, book.reader(snapshot) != nil else { return nil }
        insertions.withLock { $0[insertion.epoch] = insertion }
        return Insertion(
            reader: snapshot.name.description, epoch: insertion.epoch, atr: insertion.atr,
            isMute: snapshot.condition == .mute)
    }

    /// Nothing is sent to a card that another program uses.
    public func read(reader: String, epoch: UInt64) async -> CardReport {
        let empty = CardReport(reader: .init(name: reader, index: 0), atr: [], insertionEpoch: epoch)
        guard let insertion = insertions.withLock({ $0[epoch] }) else { return empty.with(.cardLeft) }
        do {
            let snapshot = try await examiner.service.readers().first { $0.insertion == insertion }
            guard let snapshot, let report = try await examiner.examine(snapshot) else {
                return empty.with(.cardLeft)
            }
            return report
        } catch {
            return empty.with(error.cardProblem)
        }
    }
}

extension CardReport {
    fileprivate func with(_ problem: CardProblem) -> CardReport {
        var report = self
        report.problems.append(problem)
        return report
    }
}

extension CardProblem {
    fileprivate static let cardLeft = CardProblem(.cardLost, "The card has left the reader.")
}

/// The readers that can hold a card at the same time, and whose each is.
private struct ReaderBook {
    let assignment: ReaderAssignment
    let isSimulated: Bool
    private var snapshots: [ReaderSnapshot] = []
    private(set) var readers: [DeskReader] = []

    init(assignment: ReaderAssignment, isSimulated: Bool) {
        self.assignment = assignment
        self.isSimulated = isSimulated
    }

    func reader(_ snapshot: ReaderSnapshot) -> DeskReader? {
        readers.first { $0.name == snapshot.name.description }
    }

    mutating func replaceAll(_ snapshots: [ReaderSnapshot]) {
        self.snapshots = snapshots
        look()
    }

    mutating func attach(_ snapshot: ReaderSnapshot) {
        snapshots.removeAll { $0.name == snapshot.name }
        snapshots.append(snapshot)
        look()
    }

    mutating func detach(_ snapshot: ReaderSnapshot) {
        snapshots.removeAll { $0.name == snapshot.name }
        look()
    }

    private mutating func look() {
        let devices = isSimulated ? [] : USBReader.connected()
        let attached = AttachedReader.list(snapshots.map(\.state), devices: devices, isSimulated: isSimulated)
        let present = attached.contactReaders
        let match = assignment.match(
            present.map { ReaderAssignment.Candidate(name: Array($0.name.bytes), serial: $0.device?.serial) })
        readers = present.enumerated().map { index, reader in
            let role: CardRole? =
                match.operator.index == index ? .operator : match.holder.index == index ? .holder : nil
            return DeskReader(
                name: reader.name.description, assignedTo: role, isInKeyboard: reader.kind == .keyboard)
        }
    }
}
