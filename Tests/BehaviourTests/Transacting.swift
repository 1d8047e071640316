import CPCSCLite
import PCSCTesting
import VirtualCards

extension Behaviour {
    /// Transactions, and who waits for whom.
    static let transacting: [Behaviour] = [
        Behaviour(
            "while a transaction is on, other programs' calls wait and a cancel doesn't help",
            shows: [
                "connect blocked", "transmit blocked", "status blocked", "begin blocked",
                "look ok changed present inUse",
                "cancel ok", "connect blocked", "connect ok", "transmit ok 6d,0", "status ok 0x34 atr 17", "begin ok",
            ]
        ) { desk, transcript in
            let reader = desk.readers[0]
            try await desk.put(Desk.card(), in: 0)
            let owner = try desk.program().connect(reader)
            let others = try (0..<3).map { _ in try desk.program().connect(reader) }
            let late = try desk.program()
            _ = owner.begin()
            let connect = Pending { late.connect(reader).result }
            let transmit = Pending { others[0].transmit() }
            let status = Pending { others[1].status() }
            let begin = Pending { others[2].begin() }
            transcript.note("connect \(try await connect.afterAWhile())")
            transcript.note("transmit \(transmit.now)")
            transcript.note("status \(status.now)")
            transcript.note("begin \(begin.now)")
            transcript.note("look \(try desk.program().look(reader).text)")
            transcript.note("cancel \(late.cancel())")
            transcript.note("connect \(try await connect.afterAWhile())")
            _ = owner.end()
            // Whichever gets the transaction next ends the others' waiting when it is done.
            let released = try await begin.finished()
            _ = others[2].end()
            transcript.note("connect \(try await connect.finished())")
            transcript.note("transmit \(try await transmit.finished())")
            transcript.note("status \(try await status.finished())")
            transcript.note("begin \(released)")
        },

        Behaviour(
            "transactions nest, and only their owner can end them",
            shows: [
                "ok", "ok", "sharing violation", "sharing violation", "ok", "blocked", "ok", "ok", "ok",
                "not transacted",
            ]
        ) { desk, transcript in
            let reader = desk.readers[0]
            try await desk.put(Desk.card(), in: 0)
            let owner = try desk.program().connect(reader)
            let other = try desk.program().connect(reader)
            transcript.note(owner.begin())
            transcript.note(owner.begin())
            transcript.note(other.end())
            transcript.note(other.attribute(0x90303))
            transcript.note(owner.end())
            let begin = Pending { other.begin() }
            transcript.note(try await begin.afterAWhile())
            transcript.note(owner.end())
            transcript.note(try await begin.finished())
            transcript.note(other.end())
            transcript.note(owner.end())
        },

        Behaviour("a connection that ends takes its transaction with it", shows: ["ok", "ok", "ok", "ok"]) {
            desk, transcript in
            try await desk.put(Desk.card(), in: 0)
            let owner = try desk.program().connect(desk.readers[0])
            let other = try desk.program().connect(desk.readers[0])
            transcript.note(owner.begin())
            transcript.note(owner.disconnect())
            transcript.note(try await Pending { other.begin() }.finished())
            transcript.note(other.end())
        },

        Behaviour(
            "leaving needs nobody's leave, leaving with a reset does",
            shows: ["ok", "ok", "blocked", "ok", "ok", "reset"]
        ) { desk, transcript in
            try await desk.put(Desk.card(), in: 0)
            let reader = desk.readers[0]
            let owner = try desk.program().connect(reader)
            let first = try desk.program().connect(reader)
            let second = try desk.program().connect(reader)
            transcript.note(owner.begin())
            transcript.note(first.disconnect())
            let reset = Pending { second.disconnect(SCARD_RESET_CARD) }
            transcript.note(try await reset.afterAWhile())
            transcript.note(owner.end())
            transcript.note(try await reset.finished())
            transcript.note(owner.transmit())
        },

        Behaviour(
            "whoever wants a card for itself waits until the others are gone",
            shows: ["blocked", "ok", "ok", "ok changed present exclusive"]
        ) { desk, transcript in
            try await desk.put(Desk.card(), in: 0)
            let reader = desk.readers[0]
            let one = try desk.program().connect(reader)
            let other = try desk.program().connect(reader)
            let exclusive = Pending { one.reconnect(mode: SCARD_SHARE_EXCLUSIVE) }
            transcript.note(try await exclusive.afterAWhile())
            transcript.note(other.disconnect())
            transcript.note(try await exclusive.finished())
            transcript.note(try desk.program().look(reader).text)
        },
    ]
}
