import CPCSCLite
import PCSCTesting
import VirtualCards

extension Behaviour {
    /// Connections of one program, and what passes over them.
    static let connecting: [Behaviour] = [
        Behaviour(
            "an empty reader takes a direct connection only",
            shows: ["no smartcard", "no smartcard", "ok", "ok 0x2 atr 0", "no smartcard", "ok"]
        ) { desk, transcript in
            let program = try desk.program()
            transcript.note(program.connect(desk.readers[0]).result)
            transcript.note(program.connect(desk.readers[0], mode: SCARD_SHARE_EXCLUSIVE).result)
            let direct = program.connect(desk.readers[0], mode: SCARD_SHARE_DIRECT)
            transcript.note(direct.result)
            transcript.note(direct.status())
            transcript.note(direct.transmit())
            transcript.note(direct.disconnect())
        },

        Behaviour(
            "a card answers, in the protocol that it offers",
            shows: [
                "ok 2", "ok 0x34 atr 17", "ok 6d,0", "protocol mismatch", "insufficient buffer", "protocol mismatch",
                "protocol mismatch", "invalid value", "ok", "invalid handle", "invalid handle",
            ]
        ) { desk, transcript in
            let program = try desk.program()
            try await desk.put(Desk.card(), in: 0)
            let connection = program.connect(desk.readers[0])
            transcript.note("\(connection.result) \(connection.activeProtocol)")
            transcript.note(connection.status())
            transcript.note(connection.transmit())
            transcript.note(connection.transmit(as: DWORD(SCARD_PROTOCOL_T0)))
            transcript.note(connection.transmit(capacity: 1))
            transcript.note(program.connect(desk.readers[0], protocols: DWORD(SCARD_PROTOCOL_T0)).result)
            transcript.note(program.connect(desk.readers[0], protocols: 0).result)
            transcript.note(program.connect(desk.readers[0], mode: 9).result)
            transcript.note(connection.disconnect())
            transcript.note(connection.transmit())
            transcript.note(connection.disconnect())
        },

        Behaviour("a card that offers nothing else speaks T=0", shows: ["ok 1", "ok 6d,0", "protocol mismatch"]) {
            desk, transcript in
            let program = try desk.program()
            try await desk.put(VirtualCard(atr: Desk.otherATR), in: 0)
            let connection = program.connect(desk.readers[0])
            transcript.note("\(connection.result) \(connection.activeProtocol)")
            transcript.note(connection.transmit())
            transcript.note(program.connect(desk.readers[0], protocols: DWORD(SCARD_PROTOCOL_T1)).result)
        },

        Behaviour(
            "a plain reader has no control codes, and no attributes that nobody knows",
            shows: ["unsupported", "unsupported"]
        ) {
            desk, transcript in
            let program = try desk.program()
            try await desk.put(Desk.card(), in: 0)
            let connection = program.connect(desk.readers[0])
            transcript.note(connection.control())
            transcript.note(connection.attribute(0x12345))
        },

        Behaviour(
            "a connection is known until it ends, whatever its card does",
            shows: ["ok", "removed", "no smartcard", "removed", "ok", "ok 6d,0"]
        ) { desk, transcript in
            let program = try desk.program()
            try await desk.put(Desk.card(), in: 0)
            let connection = program.connect(desk.readers[0])
            transcript.note(connection.result)
            try await desk.put(nil, in: 0)
            transcript.note(connection.transmit())
            transcript.note(connection.reconnect())
            try await desk.put(Desk.card(), in: 0)
            // The new card isn't spoken to by accident.
            transcript.note(connection.transmit())
            transcript.note(connection.reconnect())
            transcript.note(connection.transmit())
        },
    ]
}
