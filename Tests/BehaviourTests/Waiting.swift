import CPCSCLite
import PCSCTesting
import VirtualCards

extension Behaviour {
    /// `SCardGetStatusChange` with time, and `SCardCancel`.
    static let waiting: [Behaviour] = [
        Behaviour("a wait ends when a card comes, and when it goes", shows: ["ok changed present", "ok changed empty"])
        {
            desk, transcript in
            let program = try desk.program()
            for card in [Desk.card(), nil] {
                let known = program.look(desk.readers[0]).known
                let reader = desk.readers[0]
                let wait = Pending { program.look(reader, known: known, timeout: 20_000).text }
                try await desk.put(card, in: 0)
                transcript.note(try await wait.finished())
            }
        },

        Behaviour(
            "a swap between two looks shows in the counter alone",
            shows: ["ok changed present 2", "timeout present"]
        ) { desk, transcript in
            let program = try desk.program()
            // A first insertion, so that the counter isn't 0.
            try await desk.put(Desk.card(), in: 0)
            let before = program.look(desk.readers[0])
            try await desk.put(nil, in: 0)
            try await desk.put(Desk.card(), in: 0)
            let after = program.look(desk.readers[0], known: before.known, timeout: 5000)
            transcript.note("\(after.text) \(after.counter - before.counter)")
            transcript.note(program.look(desk.readers[0], known: after.known).text)
        },

        Behaviour(
            "the notification reader doesn't show the present, and a wait for it alone takes its time",
            shows: ["timeout ", "ok changed empty", "ok "]
        ) { desk, transcript in
            let program = try desk.program()
            transcript.note(program.look(#"\\?PnP?\Notification"#, timeout: 20).text)
            let both = program.looks([(desk.readers[0], 0), (#"\\?pnp?\NOTIFICATION"#, 0)], timeout: 1000)
            transcript.note(both[0].text)
            transcript.note(both[1].text)
        },

        Behaviour(
            "a cancel ends a blocked wait; one that comes too early is lost",
            shows: ["ok", "timeout empty", "blocked", "ok", "cancelled", "timeout empty"]
        ) { desk, transcript in
            let program = try desk.program()
            let known = program.look(desk.readers[0]).known
            let reader = desk.readers[0]
            transcript.note(program.cancel())
            transcript.note(program.look(reader, known: known, timeout: 20).text)
            let wait = Pending { program.look(reader, known: known, timeout: 20_000).result }
            transcript.note(try await wait.afterAWhile())
            transcript.note(program.cancel())
            transcript.note(try await wait.finished())
            transcript.note(program.look(reader, known: known, timeout: 20).text)
        },

        Behaviour(
            "a second call on a context that waits holds up every call of the process, the cancel too",
            shows: ["blocked", "blocked", "blocked", "blocked", "ok changed present", "ok", "ok", "ok"]
        ) { desk, transcript in
            let (program, bystander) = (try desk.program(), try desk.program())
            let known = program.look(desk.readers[0]).known
            let reader = desk.readers[0]
            let wait = Pending { program.look(reader, known: known, timeout: 20_000).text }
            transcript.note(try await wait.afterAWhile())
            let second = Pending { program.list().result }
            transcript.note(try await second.afterAWhile())
            let other = Pending { bystander.list().result }
            transcript.note(try await other.afterAWhile())
            let cancel = Pending { program.cancel() }
            transcript.note(try await cancel.afterAWhile())
            desk.slots[0].insert(Desk.card())
            transcript.note(try await wait.finished())
            transcript.note(try await second.finished())
            transcript.note(try await other.finished())
            transcript.note(try await cancel.finished())
        },

        Behaviour(
            "that a card is used wakes nobody, that it is no longer used does",
            shows: ["blocked", "cancelled", "ok changed present inUse", "blocked", "ok changed present"]
        ) { desk, transcript in
            let (program, user) = (try desk.program(), try desk.program())
            let reader = desk.readers[0]
            try await desk.put(Desk.card(), in: 0)
            let unused = program.look(reader).known
            let first = Pending { program.look(reader, known: unused, timeout: 20_000).result }
            let connection = user.connect(reader)
            transcript.note(try await first.afterAWhile())
            _ = program.cancel()
            transcript.note(try await first.finished())
            let used = program.look(reader)
            transcript.note(used.text)
            let second = Pending { program.look(reader, known: used.known, timeout: 20_000).text }
            transcript.note(try await second.afterAWhile())
            _ = connection.disconnect()
            transcript.note(try await second.finished())
        },
    ]
}
