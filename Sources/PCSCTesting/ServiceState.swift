import CPCSCLite

/// What the simulated service knows. A value: the lock is around it.
struct ServiceState {
    /// A program's context.
    struct Context {
        /// Which run of the service it belongs to.
        let run: Int
        /// A call is under way; others wait for it, as for libpcsclite's mutex of the context.
        var isBusy = false
        /// A wait for changes has come as far as blocking: only then can it be cancelled.
        var isBlocked = false
        var isCancelled = false
    }

    /// A program's connection to a card.
    struct Handle {
        /// What happened to the card behind the program's back.
        enum Event { case none, reset, removed }

        let context: SCARDCONTEXT
        let reader: Int
        var isExclusive: Bool
        var activeProtocol: DWORD
        var event = Event.none
    }

    struct Reader {
        let number: Int
        let model: SimulatedReader
        var card: VirtualCard?
        /// Counts insertions and removals since the service started.
        var eventCounter: UInt16 = 0
        /// The handle that holds the transaction, or the card exclusively, and how many times.
        var lock: (owner: SCARDHANDLE, depth: Int)?
        /// A command is on its way to the card.
        var isExchanging = false
    }

    let muteDelay: Duration
    var isRunning = true
    var isHung = false
    var cancelsToLose = 0
    /// A call waits for a context that another call is using; it keeps the lock of all contexts meanwhile.
    var isLibraryLocked = false
    var contexts: [SCARDCONTEXT: Context] = [:]
    var handles: [SCARDHANDLE: Handle] = [:]
    /// By place in the list; a reader that goes leaves its place free.
    private(set) var readers: [Reader?] = Array(repeating: nil, count: SimulatedService.mostReaders)
    private(set) var run = 1
    private var lastNumber = 0x1000

    init(muteDelay: Duration) {
        self.muteDelay = muteDelay
    }

    /// Numbers for contexts, handles and readers; none is used twice.
    mutating func nextNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    /// True when the context was made in this run of the service, which is still on.
    func serves(_ context: SCARDCONTEXT) -> Bool {
        isRunning && contexts[context]?.run == run
    }
}

// MARK: - The service

extension ServiceState {
    mutating func stop() {
        isRunning = false
        isHung = false
        for place in readers.indices {
            readers[place]?.card?.powerOff()
            readers[place]?.lock = nil
            readers[place]?.isExchanging = false
        }
    }

    mutating func start() {
        isRunning = true
        run += 1
        for place in readers.indices {
            readers[place]?.eventCounter = 0
            readers[place]?.card?.powerOn()
        }
    }
}

// MARK: - Readers and cards

extension ServiceState {
    var attachedReaders: [Reader] { readers.compactMap { $0 } }

    func reader(_ number: Int) -> Reader? {
        readers.lazy.compactMap { $0 }.first { $0.number == number }
    }

    func reader(named name: UnsafePointer<CChar>) -> Reader? {
        let bytes = sequence(first: name) { $0 + 1 }.lazy.map { UInt8(bitPattern: $0.pointee) }.prefix { $0 != 0 }
        return readers.lazy.compactMap { $0 }.first { $0.model.name.elementsEqual(bytes) }
    }

    /// Does nothing when the reader has gone.
    mutating func modifyReader(_ number: Int, _ change: (inout Reader) -> Void) {
        for place in readers.indices where readers[place]?.number == number {
            guard var reader = readers[place] else { return }
            readers[place] = nil
            change(&reader)
            readers[place] = reader
        }
    }

    mutating func attach(_ model: SimulatedReader, card: VirtualCard?) -> Int? {
        guard let place = readers.firstIndex(where: { $0 == nil }),
            !attachedReaders.contains(where: { $0.model.name == model.name })
        else { return nil }
        let number = nextNumber()
        card?.powerOn()
        readers[place] = Reader(number: number, model: model, card: card)
        return number
    }

    mutating func detach(_ number: Int) {
        removeCard(from: number)
        for place in readers.indices where readers[place]?.number == number { readers[place] = nil }
    }

    mutating func insert(_ card: VirtualCard, into number: Int) {
        modifyReader(number) { reader in
            reader.card = card
            reader.eventCounter &+= 1
        }
        if isRunning, reader(number) != nil { card.powerOn() }
    }

    mutating func removeCard(from number: Int) {
        guard let card = reader(number)?.card else { return }
        card.powerOff()
        modifyReader(number) { reader in
            reader.card = nil
            reader.eventCounter &+= 1
        }
        note(.removed, on: number)
    }

    /// Tells the handles on a reader what happened, one excepted.
    mutating func note(_ event: Handle.Event, on number: Int, except spared: SCARDHANDLE? = nil) {
        for (handle, value) in handles where value.reader == number && handle != spared {
            // A removal isn't forgotten over a reset.
            if value.event != .removed { handles[handle]?.event = event }
        }
    }
}

// MARK: - Sharing

extension ServiceState {
    /// Handles of this run only: those of an earlier one are gone in the service.
    func handles(on number: Int) -> [Handle] {
        handles.values.filter { $0.reader == number && contexts[$0.context]?.run == run }
    }

    func isExclusive(_ number: Int) -> Bool {
        handles(on: number).contains { $0.isExclusive }
    }

    func isLocked(_ reader: Reader, for handle: SCARDHANDLE?) -> Bool {
        guard let lock = reader.lock else { return false }
        return lock.owner != handle
    }

    mutating func unlock(_ number: Int, by handle: SCARDHANDLE, completely: Bool) {
        modifyReader(number) { reader in
            guard let lock = reader.lock, lock.owner == handle else { return }
            reader.lock = completely || lock.depth == 1 ? nil : (handle, lock.depth - 1)
        }
    }
}
