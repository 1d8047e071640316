import CPCSCLite
import PCSC

extension RowGroup {
    /// Each synchronous call against the C function that it makes.
    static let pcscCalls = RowGroup(name: "pcsc-calls") {
        try await Desk.run(cards: [LongAnswer.card(), LongAnswer.card()]) { desk in
            let calls = try CallRows(desk)
            return [
                try calls.establish(), try calls.listReaders(), try calls.states(), try calls.snapshot(),
                try calls.connect(), try calls.status(), try calls.attribute(), try calls.transaction(),
                try calls.transmit(),
                try calls.heap(),
            ]
        }
    }
}

private struct CallRows {
    static let count = 2_000
    /// What a call may cost more than C where the call itself is too short for 5 per cent to be measured.
    static let slack = 2e-6

    let desk: Desk
    let context: Context
    let connection: CardConnection
    // The C side has a context of its own.
    let cContext: SCARDCONTEXT
    let cCard: SCARDHANDLE

    init(_ desk: Desk) throws {
        self.desk = desk
        context = try Context()
        connection = try context.connect(to: desk.names[0])
        var context = SCARDCONTEXT()
        try must(SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &context))
        var card = SCARDHANDLE()
        var activeProtocol = DWORD()
        try desk.withName(0) {
            try must(SCardConnect(context, $0, DWORD(SCARD_SHARE_SHARED), 3, &card, &activeProtocol))
        }
        cContext = context
        cCard = card
    }

    private func row(
        _ name: String, _ ours: () throws -> Void, _ theirs: () throws -> Void
    ) throws -> Row {
        let (mine, other) = try interleave(Self.count, ours: ours, theirs: theirs)
        return .times(name, ours: mine.median, theirs: other.median, atMost: 1.05, orPlus: Self.slack)
    }

    func establish() throws -> Row {
        try row("establish and release a context") {
            try Context().release()
        } _: {
            var context = SCARDCONTEXT()
            try must(SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &context))
            try must(SCardReleaseContext(context))
        }
    }

    func listReaders() throws -> Row {
        try row("list readers") {
            _ = try context.readers()
        } _: {
            try namesInC()
        }
    }

    func states() throws -> Row {
        try look("states of two readers") {
            try context.states(of: desk.names)
        } _: {
            try statesInC()
        }
    }

    /// What a program does first: which readers there are, and what is in them.
    func snapshot() throws -> Row {
        try look("snapshot: the list and the states of two readers") {
            try context.snapshot()
        } _: {
            try namesInC()
            try statesInC()
        }
    }

    /// The service spends 1.1 ms when it is asked with known states; a look must never do that.
    private func look(
        _ name: String, _ ours: () throws -> [ReaderState], _ theirs: () throws -> Void
    ) throws -> Row {
        let (ours, theirs) = try interleave(Self.count) {
            _ = try ours()
        } theirs: {
            try theirs()
        }
        return Row(
            name: name, ours: Row.time(ours.median), theirs: Row.time(theirs.median),
            ratio: ours.median / theirs.median, bound: "≤ 60 µs or C + \(Row.time(Self.slack)), p95 < 1 ms",
            isMet: (ours.median <= 60e-6 || ours.median <= theirs.median + Self.slack) && ours.quantile(0.95) < 1e-3)
    }

    private func namesInC() throws {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: 2048) { names in
            var length = DWORD(names.count)
            try must(SCardListReaders(cContext, nil, names.baseAddress, &length))
        }
    }

    private func statesInC() throws {
        try desk.withName(0) { first in
            try desk.withName(1) { second in
                var states = [SCARD_READERSTATE](repeating: SCARD_READERSTATE(), count: 2)
                states[0].szReader = first
                states[1].szReader = second
                try must(SCardGetStatusChange(cContext, 0, &states, 2))
            }
        }
    }

    func connect() throws -> Row {
        try row("connect and disconnect") {
            try context.connect(to: desk.names[1]).disconnect()
        } _: {
            var card = SCARDHANDLE()
            var activeProtocol = DWORD()
            try desk.withName(1) {
                try must(SCardConnect(cContext, $0, DWORD(SCARD_SHARE_SHARED), 3, &card, &activeProtocol))
            }
            try must(SCardDisconnect(card, DWORD(SCARD_LEAVE_CARD)))
        }
    }

    func status() throws -> Row {
        try row("status and ATR") {
            _ = try connection.status()
        } _: {
            var (state, activeProtocol, nameLength) = (DWORD(), DWORD(), DWORD())
            var length = DWORD(MAX_ATR_SIZE)
            try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(MAX_ATR_SIZE)) { atr in
                try must(
                    SCardStatus(cCard, nil, &nameLength, &state, &activeProtocol, atr.baseAddress, &length))
            }
        }
    }

    /// vpcd knows no attribute; the question makes its round trip all the same.
    func attribute() throws -> Row {
        try row("attribute") {
            _ = try? connection.attribute(.vendorName)
        } _: {
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 264) { value in
                var length = DWORD(value.count)
                _ = SCardGetAttrib(cCard, 0x0001_0100, value.baseAddress, &length)
            }
        }
    }

    func transaction() throws -> Row {
        try row("begin and end a transaction") {
            try connection.beginTransaction()
            try connection.endTransaction()
        } _: {
            try must(SCardBeginTransaction(cCard))
            try must(SCardEndTransaction(cCard, DWORD(SCARD_LEAVE_CARD)))
        }
    }

    func transmit() throws -> Row {
        let command: [UInt8] = [0x00, 0xB0, 0x00, 0x00, 0x00]
        var space = [UInt8](repeating: 0, count: 258)
        var cSpace = space
        return try row("transmit, 5 bytes to 258") {
            var response = space.mutableSpan
            guard try connection.transmit(command.span, into: &response) == 258 else {
                throw PCSCError(.cardLost, .transmit)
            }
        } _: {
            var length = DWORD(cSpace.count)
            var send = SCARD_IO_REQUEST(dwProtocol: 2, cbPciLength: DWORD(MemoryLayout<SCARD_IO_REQUEST>.size))
            try must(SCardTransmit(cCard, &send, command, 5, nil, &cSpace, &length))
        }
    }

    /// Bytes in use before and after 100,000 calls that allocate nothing they keep.
    func heap() throws -> Row {
        let command: [UInt8] = [0x00, 0xB0, 0x00, 0x00, 0x00]
        var space = [UInt8](repeating: 0, count: 258)
        func round() throws {
            _ = try context.readers()
            _ = try context.states(of: desk.names)
            _ = try connection.status()
            var response = space.mutableSpan
            _ = try connection.transmit(command.span, into: &response)
        }
        for card in desk.slots.compactMap(\.card) { card.forgetExchanges() }
        for _ in 0..<200 { try round() }
        for card in desk.slots.compactMap(\.card) { card.forgetExchanges() }
        let before = ra_heap_bytes_in_use()
        for _ in 0..<25_000 { try round() }
        for card in desk.slots.compactMap(\.card) { card.forgetExchanges() }
        let growth = Int(ra_heap_bytes_in_use()) - Int(before)
        return .figure(
            "heap after 100,000 calls", "\(growth) bytes", bound: "no growth (± 16 KiB)", isMet: growth < 16_384)
    }
}
