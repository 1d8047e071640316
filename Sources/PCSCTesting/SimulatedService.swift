import CPCSCLite
import PCSC

/// The PC/SC service, its readers and libpcsclite in front of it, in software: give `table` to anything that takes a
/// `FunctionTable`. Readers come and go and cards move at run time; the service can hang, die and start again.
///
/// It does what pcsc-lite 1.9.9 was measured to do, its quirks included, where a client can tell: event counters in the
/// high word of a reader's state, which start at 0 and then aren't compared; cancels that are lost unless the wait is
/// blocked already; contexts that never outlive the service; transactions that make other programs' calls block; a
/// transmission that "succeeds" with no byte when the card leaves. The behaviour suite compares it with the real one.
///
/// Every part may be used from any thread. Calls block the calling thread where the C function blocks.
public final class SimulatedService: Sendable {
    /// As many readers as the service takes (pcsc-lite's `pcsclite.h`, `PCSCLITE_MAX_READERS_CONTEXTS`).
    public static let mostReaders = 16

    let state: Monitored<ServiceState>

    /// A service that runs and has no readers.
    ///
    /// - Parameter muteDelay: how long a look at a reader takes whose card doesn't answer; 400 ms in pcsc-lite 1.9.9.
    public init(muteDelay: Duration = .zero) {
        state = Monitored(ServiceState(muteDelay: muteDelay))
    }

    /// The C functions.
    public var table: FunctionTable { makeTable() }
}

// MARK: - What happens to the service

extension SimulatedService {
    /// The service dies: waiting calls fail with `SCARD_F_COMM_ERROR`, later ones with `SCARD_E_NO_SERVICE`. Readers
    /// and cards stay where they are.
    public func stop() {
        state.change { $0.stop() }
    }

    /// The service starts again. Contexts and card handles from before stay dead.
    public func start() {
        state.change { state in
            if !state.isRunning { state.start() }
        }
    }

    /// The service stops answering, as after SIGSTOP: every call that needs it blocks.
    public func hang() {
        state.change { $0.isHung = true }
    }

    /// The service goes on after `hang()`.
    public func resume() {
        state.change { $0.isHung = false }
    }

    /// The next cancels have no effect and return success all the same.
    public func loseCancels(_ count: Int) {
        state.change { $0.cancelsToLose = count }
    }
}

// MARK: - Readers

extension SimulatedService {
    /// Attaches a reader, which takes the first free place in the service's list.
    ///
    /// - Parameters:
    ///   - model: what the reader is.
    ///   - card: is in the reader from the start, so that its event counter says 0.
    /// - Returns: nil when the service has ``mostReaders`` already, or one of that name.
    @discardableResult
    public func attach(_ model: SimulatedReader, card: VirtualCard? = nil) -> SimulatedSlot? {
        let number = state.change { $0.attach(model, card: card) }
        return number.map { SimulatedSlot(service: self, model: model, number: $0) }
    }

    /// Detaches a reader with the card that is in it.
    public func detach(_ slot: SimulatedSlot) {
        state.change { $0.detach(slot.number) }
    }

    /// How many connections to cards there are, in all programs; for tests that look for ones left behind.
    public var openConnections: Int { state.read { $0.handles.count } }

    /// How many contexts there are.
    public var openContexts: Int { state.read { $0.contexts.count } }

    /// True while a program holds a transaction on a card in the reader.
    public func hasTransaction(_ slot: SimulatedSlot) -> Bool {
        state.read { $0.reader(slot.number)?.lock != nil }
    }
}

/// What a simulated reader is.
public struct SimulatedReader: Hashable, Sendable {
    /// As the service lists it. Bytes, because drivers give names in no particular encoding; no NUL.
    public var name: [UInt8]
    /// `SCARD_ATTR_VENDOR_NAME`; nil for a driver that doesn't know it.
    public var vendor: String?
    /// `SCARD_ATTR_VENDOR_IFD_SERIAL_NO`; nil for a driver that doesn't know it.
    public var serialNumber: String?
    /// What the driver answers to each control code; any other is not supported, as with vpcd.
    public var controlAnswers: [UInt32: [UInt8]] = [:]

    /// A reader from its parts.
    public init(name: [UInt8], vendor: String? = nil, serialNumber: String? = nil) {
        self.name = name
        self.vendor = vendor
        self.serialNumber = serialNumber
    }

    /// A reader whose name is UTF-8.
    public init(_ name: String, vendor: String? = nil, serialNumber: String? = nil) {
        self.init(name: Array(name.utf8), vendor: vendor, serialNumber: serialNumber)
    }
}

/// The slot of an attached reader.
public final class SimulatedSlot: CardSlot {
    let service: SimulatedService
    /// The reader as it was attached.
    public let model: SimulatedReader
    /// The reader's number in the service's books, never used twice.
    let number: Int

    init(service: SimulatedService, model: SimulatedReader, number: Int) {
        self.service = service
        self.model = model
        self.number = number
    }

    /// Puts a card in and gives it power. One that is in is taken out first. Does nothing when the reader has gone.
    public func insert(_ card: VirtualCard) {
        service.state.change { state in
            state.removeCard(from: number)
            state.insert(card, into: number)
        }
    }

    /// Takes the card out, if one is in.
    public func remove() {
        service.state.change { $0.removeCard(from: number) }
    }

    /// The card that is in.
    public var card: VirtualCard? { service.state.read { $0.reader(number)?.card } }

    /// False when the reader has been detached.
    public var isAttached: Bool { service.state.read { $0.reader(number) != nil } }
}
