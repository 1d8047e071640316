import CPCSCLite
import PCSCTesting
import VirtualCards

extension Behaviour {
    /// Several programs and one card.
    static let sharing: [Behaviour] = [
        Behaviour(
            "programs share a card, and exclusive use needs it for oneself",
            shows: ["ok", "ok", "ok 6d,0", "ok 6d,0", "sharing violation", "ok changed present inUse"]
        ) { desk, transcript in
            let (one, other) = (try desk.program(), try desk.program())
            try await desk.put(Desk.card(), in: 0)
            let first = one.connect(desk.readers[0])
            let second = other.connect(desk.readers[0])
            transcript.note(first.result)
            transcript.note(second.result)
            transcript.note(first.transmit())
            transcript.note(second.transmit())
            transcript.note(other.connect(desk.readers[0], mode: SCARD_SHARE_EXCLUSIVE).result)
            transcript.note(one.look(desk.readers[0]).text)
        },

        Behaviour(
            "exclusive use keeps the others out at once and shows in the state",
            shows: [
                "ok", "sharing violation", "sharing violation", "ok changed present exclusive", "ok 6d,0", "ok", "ok",
                "ok", "ok changed present", "ok",
            ]
        ) { desk, transcript in
            let (one, other) = (try desk.program(), try desk.program())
            try await desk.put(Desk.card(), in: 0)
            let holder = one.connect(desk.readers[0], mode: SCARD_SHARE_EXCLUSIVE)
            transcript.note(holder.result)
            transcript.note(other.connect(desk.readers[0]).result)
            transcript.note(other.connect(desk.readers[0], mode: SCARD_SHARE_DIRECT).result)
            transcript.note(other.look(desk.readers[0]).text)
            transcript.note(holder.transmit())
            transcript.note(holder.begin())
            transcript.note(holder.end())
            transcript.note(holder.disconnect())
            transcript.note(other.look(desk.readers[0]).text)
            transcript.note(other.connect(desk.readers[0]).result)
        },

        Behaviour(
            "a reset by another program stops everything until the connection is renewed",
            shows: ["ok", "reset", "reset", "reset", "reset", "reset", "ok", "ok 6d,0"]
        ) { desk, transcript in
            let (one, other) = (try desk.program(), try desk.program())
            try await desk.put(Desk.card(), in: 0)
            let disturbed = one.connect(desk.readers[0])
            transcript.note(other.connect(desk.readers[0]).disconnect(SCARD_RESET_CARD))
            transcript.note(disturbed.transmit())
            transcript.note(disturbed.status())
            transcript.note(disturbed.begin())
            transcript.note(disturbed.end())
            transcript.note(disturbed.attribute(0x90303))
            transcript.note(disturbed.reconnect())
            transcript.note(disturbed.transmit())
        },

        Behaviour(
            "a reset at the end of a transaction disturbs its own connection too, one by reconnecting doesn't",
            shows: ["ok", "reset", "reset", "ok", "ok", "ok", "ok 6d,0", "reset"]
        ) { desk, transcript in
            let (one, other) = (try desk.program(), try desk.program())
            try await desk.put(Desk.card(), in: 0)
            let (own, another) = (one.connect(desk.readers[0]), other.connect(desk.readers[0]))
            _ = own.begin()
            transcript.note(own.end(SCARD_RESET_CARD))
            transcript.note(own.transmit())
            transcript.note(another.transmit())
            transcript.note(own.reconnect())
            transcript.note(another.reconnect())
            transcript.note(own.reconnect(initialization: SCARD_RESET_CARD))
            transcript.note(own.transmit())
            transcript.note(another.transmit())
        },

        Behaviour(
            "a program that leaves in a transaction has its card reset, one that merely forgets to disconnect doesn't",
            shows: ["ok", "ok 6d,0", "ok", "ok", "reset", "ok"]
        ) { desk, transcript in
            let reader = desk.readers[0]
            try await desk.put(Desk.card(), in: 0)
            let staying = try desk.program().connect(reader)
            let (forgetful, careless) = (try desk.program(), try desk.program())
            _ = forgetful.connect(reader)
            transcript.note(forgetful.release())
            transcript.note(staying.transmit())
            transcript.note(careless.connect(reader).begin())
            transcript.note(careless.release())
            transcript.note(try await Pending { staying.transmit() }.finished())
            transcript.note(staying.reconnect())
        },
    ]
}
