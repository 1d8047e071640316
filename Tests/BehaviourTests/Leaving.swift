import CPCSCLite
import PCSCTesting
import VirtualCards

/// A card that leaves at its first command.
private struct LeavingCard: CardResponder {
    mutating func reset() {}
    mutating func respond(to command: [UInt8]) -> CardAnswer { .leaves }
}

/// A card that never answers.
private struct SilentCard: CardResponder {
    mutating func reset() {}
    mutating func respond(to command: [UInt8]) -> CardAnswer { .silence }
}

extension Behaviour {
    /// Cards that go at the wrong moment.
    static let leaving: [Behaviour] = [
        Behaviour(
            "a card that leaves during a command makes it succeed without an answer",
            shows: ["ok ", "ok changed empty", "removed"]
        ) { desk, transcript in
            let program = try desk.program()
            try await desk.put(Desk.card(LeavingCard()), in: 0)
            let connection = program.connect(desk.readers[0])
            transcript.note(connection.transmit())
            try await desk.put(nil, in: 0)
            transcript.note(program.look(desk.readers[0]).text)
            transcript.note(connection.transmit())
        },

        Behaviour(
            "a card that never answers blocks until it is pulled, and others see it present meanwhile",
            shows: ["blocked", "ok changed present inUse", "blocked", "ok changed empty", "ok "]
        ) { desk, transcript in
            let (program, late, observer) = (try desk.program(), try desk.program(), try desk.program())
            let reader = desk.readers[0]
            try await desk.put(Desk.card(SilentCard()), in: 0)
            let connection = program.connect(reader)
            let transmit = Pending { connection.transmit() }
            transcript.note(try await transmit.afterAWhile())
            transcript.note(observer.look(reader).text)
            let connect = Pending { late.connect(reader).result }
            transcript.note(try await connect.afterAWhile())
            transcript.note(observer.look(desk.readers[1]).text)
            desk.slots[0].remove()
            transcript.note(try await transmit.finished())
        },

        Behaviour(
            "a removal shows to every connection, and ends the waiting for a transaction",
            shows: ["ok", "blocked", "removed", "removed", "removed", "ok changed empty"]
        ) { desk, transcript in
            let reader = desk.readers[0]
            let observer = try desk.program()
            try await desk.put(Desk.card(), in: 0)
            let owner = try desk.program().connect(reader)
            let other = try desk.program().connect(reader)
            transcript.note(owner.begin())
            let begin = Pending { other.begin() }
            transcript.note(try await begin.afterAWhile())
            try await desk.put(nil, in: 0)
            transcript.note(try await begin.finished())
            transcript.note(owner.transmit())
            transcript.note(owner.end())
            transcript.note(observer.look(reader).text)
        },

        Behaviour(
            "a card that is removed and put back while two programs use it is new to both",
            shows: ["removed", "removed", "ok", "ok", "ok 6d,0", "ok 6d,0", "ok changed present inUse 2"]
        ) { desk, transcript in
            let reader = desk.readers[0]
            let observer = try desk.program()
            let card = Desk.card()
            try await desk.put(card, in: 0)
            let before = observer.look(reader).counter
            let one = try desk.program().connect(reader)
            let other = try desk.program().connect(reader)
            try await desk.put(nil, in: 0)
            try await desk.put(card, in: 0)
            transcript.note(one.transmit())
            transcript.note(other.transmit())
            transcript.note(one.reconnect())
            transcript.note(other.reconnect())
            transcript.note(one.transmit())
            transcript.note(other.transmit())
            let after = observer.look(reader)
            transcript.note("\(after.text) \(after.counter - before)")
        },
    ]
}
