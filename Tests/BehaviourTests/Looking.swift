import CPCSCLite
import PCSC
import PCSCTesting
import VirtualCards

extension Behaviour {
    /// `SCardListReaders` and `SCardGetStatusChange` without waiting.
    static let looking: [Behaviour] = [
        Behaviour("a list without readers is an error of its own", readers: 0, shows: ["no readers"]) {
            desk, transcript in
            transcript.note(try desk.program().list().result)
        },

        Behaviour(
            "readers are listed in the order of their slots, and the size can be asked for first",
            shows: ["ok Virtual PCD 00 00, Virtual PCD 00 01", "ok 37", "insufficient buffer 37"]
        ) { desk, transcript in
            let program = try desk.program()
            let list = program.list()
            transcript.note("\(list.result) \(list.names.joined(separator: ", "))")
            var length = DWORD(0)
            transcript.note("\(word(desk.functions.listReaders(program.context, nil, &length))) \(length)")
            var names = [CChar](repeating: 0, count: 5)
            length = 5
            transcript.note("\(word(desk.functions.listReaders(program.context, &names, &length))) \(length)")
        },

        Behaviour(
            "an inserted card shows with its ATR, and the counter goes up by one each way",
            shows: ["ok changed empty", "ok changed present 17, 1", "ok changed empty 0, 2", "ok changed empty"]
        ) { desk, transcript in
            let program = try desk.program()
            let before = program.look(desk.readers[0])
            transcript.note(before.text)
            try await desk.put(Desk.card(), in: 0)
            var now = program.look(desk.readers[0])
            transcript.note("\(now.text) \(now.atr.count), \(now.counter - before.counter)")
            try await desk.put(nil, in: 0)
            now = program.look(desk.readers[0])
            transcript.note("\(now.text) \(now.atr.count), \(now.counter - before.counter)")
            transcript.note(program.look(desk.readers[1]).text)
        },

        Behaviour(
            "a state that is known and unchanged times out, one that is known wrongly doesn't",
            shows: [
                "timeout present", "timeout present", "ok changed present", "ok changed present",
                "ok changed present", "timeout present",
            ]
        ) { desk, transcript in
            let program = try desk.program()
            try await desk.put(Desk.card(), in: 0)
            let known = program.look(desk.readers[0]).known
            let wrong = known & ~DWORD(SCARD_STATE_PRESENT) | DWORD(SCARD_STATE_EMPTY)
            transcript.note(program.look(desk.readers[0], known: known).text)
            // The flag "changed" in what is passed as known does no harm.
            transcript.note(program.look(desk.readers[0], known: known | DWORD(SCARD_STATE_CHANGED)).text)
            transcript.note(program.look(desk.readers[0], known: wrong).text)
            transcript.note(program.look(desk.readers[0], known: known + 1 << 16).text)
            transcript.note(program.look(desk.readers[0], known: known | DWORD(SCARD_STATE_INUSE)).text)
            // Without a counter only the flags are compared.
            transcript.note(program.look(desk.readers[0], known: known & 0xFFFF, timeout: 20).text)
        },

        Behaviour(
            "a mute card is present without an ATR and can't be connected to",
            shows: ["ok changed present mute 0", "unpowered", "ok", "ok"]
        ) { desk, transcript in
            let program = try desk.program()
            try await desk.put(VirtualCard(atr: PIVCard.atr, isMute: true), in: 0)
            let look = program.look(desk.readers[0])
            transcript.note("\(look.text) \(look.atr.count)")
            transcript.note(program.connect(desk.readers[0]).result)
            let direct = program.connect(desk.readers[0], mode: SCARD_SHARE_DIRECT)
            transcript.note(direct.result)
            transcript.note(direct.disconnect())
        },

        Behaviour(
            "what can't be asked for is told apart",
            shows: [
                "unknown reader", "unknown reader", "invalid parameter", "ok", "ok", "invalid handle", "invalid handle",
                "invalid handle", "invalid handle",
            ]
        ) { desk, transcript in
            let program = try desk.program()
            transcript.note(program.look("No Such Reader").result)
            transcript.note(program.connect("No Such Reader").result)
            let seventeen = Array(repeating: (desk.readers[0], DWORD(0)), count: 17)
            transcript.note(program.looks(seventeen, timeout: 0)[0].result)
            transcript.note(word(desk.functions.getStatusChange(program.context, 1000, nil, 0)))
            transcript.note(program.look(desk.readers[0], known: DWORD(SCARD_STATE_IGNORE), timeout: 1000).result)
            program.release()
            transcript.note(program.look(desk.readers[0]).result)
            transcript.note(program.isValid())
            transcript.note(program.release())
            transcript.note(program.cancel())
        },
    ]
}
