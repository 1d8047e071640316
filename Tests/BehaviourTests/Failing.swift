import CPCSCLite
import PCSC
import PCSCTesting
import VirtualCards

extension Behaviour {
    /// The service dies, hangs, and comes back.
    static let failing: [Behaviour] = [
        Behaviour(
            "a service that dies ends waits, and contexts say so for ever but count as valid",
            shows: [
                "communication error", "no service", "no service", "no service", "no service", "no service", "ok",
                "no service", "no service", "invalid handle",
            ]
        ) { desk, transcript in
            let (program, other) = (try desk.program(), try desk.program())
            let reader = desk.readers[0]
            try await desk.put(Desk.card(), in: 0)
            let connection = other.connect(reader)
            let known = program.look(reader).known
            let wait = Pending { program.look(reader, known: known, timeout: 20_000).result }
            _ = try await wait.afterAWhile()
            desk.killService()
            transcript.note(try await wait.finished())
            transcript.note(other.list().result)
            transcript.note(other.look(reader).result)
            transcript.note(connection.transmit())
            transcript.note(connection.disconnect())
            transcript.note(other.connect(reader).result)
            transcript.note(other.isValid())
            var context = SCARDCONTEXT()
            transcript.note(word(desk.functions.establishContext(&context)))
            transcript.note(other.release())
            transcript.note(other.isValid())
        },

        Behaviour(
            "after a restart everything is new, and what is old stays dead",
            shows: ["no service", "no service", "ok", "ok changed present", "ok", "ok 6d,0"]
        ) { desk, transcript in
            let old = try desk.program()
            let reader = desk.readers[0]
            try await desk.put(Desk.card(), in: 0)
            let connection = old.connect(reader)
            desk.killService()
            try desk.startService()
            transcript.note(old.list().result)
            transcript.note(connection.transmit())
            let new = try desk.program()
            transcript.note(new.list().result)
            try await desk.settle(0)
            transcript.note(new.look(reader).text)
            let renewed = new.connect(reader)
            transcript.note(renewed.result)
            transcript.note(renewed.transmit())
        },

        Behaviour(
            "a service that hangs blocks calls until it goes on", shows: ["blocked", "blocked", "ok", "ok"]
        ) { desk, transcript in
            let program = try desk.program()
            let functions = desk.functions
            desk.pauseService()
            let list = Pending { program.list().result }
            transcript.note(try await list.afterAWhile())
            let establish = Pending {
                var context = SCARDCONTEXT()
                return word(functions.establishContext(&context))
            }
            transcript.note(try await establish.afterAWhile())
            desk.resumeService()
            transcript.note(try await list.finished())
            transcript.note(try await establish.finished())
        },
    ]
}
