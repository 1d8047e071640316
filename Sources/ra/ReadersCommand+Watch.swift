import ISO7816
import Instants
import JSON
import PCSC
import PlainText
import ReaderHardware
import Workplace

extension ReadersCommand {
    /// Prints each event as it happens, until the program is ended. Sends nothing to any card.
    func watch(_ context: CommandContext) async throws {
        // A service that can't be used at the start is said as without --watch; one that goes later is waited for.
        _ = try context.readers()
        let service = context.workplace.service()
        for await event in service.events() {
            let line = ReaderEventLine(event, at: context.now) { context.workplace.attached($0) }
            if json {
                try context.output.line(line.json.line())
            } else {
                try context.show { line.text(width: $0) }
            }
        }
    }
}

/// One event of `ra readers --watch` (command-line contract).
struct ReaderEventLine {
    private let event: ReaderEvent
    private let at: UTCInstant
    private let describe: ([ReaderSnapshot]) -> [AttachedReader]

    /// - Parameter describe: finds the hardware behind readers.
    init(_ event: ReaderEvent, at: UTCInstant, describe: @escaping ([ReaderSnapshot]) -> [AttachedReader]) {
        self.event = event
        self.at = at
        self.describe = describe
    }

    /// The names that scripts know events by.
    private var name: String {
        switch event {
        case .snapshot: "snapshot"
        case .readerAttached: "readerAttached"
        case .readerDetached: "readerDetached"
        case .readerChanged: "readerChanged"
        case .cardInserted: "cardInserted"
        case .cardRemoved: "cardRemoved"
        case .serviceLost: "serviceLost"
        case .serviceRestored: "serviceRestored"
        }
    }

    /// How the reader is after the event; the event itself has the card that was in.
    private var state: ReaderState.Condition? {
        switch event {
        case .cardRemoved: .empty
        case .readerDetached: .unavailable
        default: event.reader?.condition
        }
    }

    var json: JSONValue {
        if case .snapshot(let readers) = event {
            let epochs = readers.map { $0.insertion.map { Int($0.epoch) } }
            return [
                "schemaVersion": 1, "event": .string(name), "at": .string(at.rfc3339),
                "readers": .array(ReaderDocument.entries(describe(readers), epochs: epochs)),
            ]
        }
        let atr = event.reader?.atr ?? []
        return [
            "schemaVersion": 1, "event": .string(name), "at": .string(at.rfc3339),
            "reader": .optional(event.reader?.name.description), "state": .optional(state?.rawValue),
            "insertionEpoch": .optional(event.reader?.insertion.map { Int($0.epoch) }),
            "atr": atr.isEmpty ? .null : .string(atr.hexadecimal),
        ]
    }

    /// Begins with the time of day; a snapshot is the table of readers.
    func text(width: Int) -> String {
        let time = LondonTime.timeOfDay(at)
        let said: String
        switch event {
        case .snapshot(let readers):
            return "\(time)  Readers now:\n" + ReaderTable(describe(readers), width: width).text
        case .readerAttached(let reader): said = "\(reader.name): reader attached"
        case .readerDetached(let reader): said = "\(reader.name): reader detached"
        case .cardInserted(let reader):
            let atr = reader.atr.isEmpty ? "" : ", ATR \(reader.atr.spacedHexadecimal)"
            said = "\(reader.name): card inserted" + (reader.condition == .mute ? "; it does not answer" : atr)
        case .cardRemoved(let reader): said = "\(reader.name): card removed"
        case .readerChanged(let reader): said = "\(reader.name): \(ReaderTable.word(for: reader.condition))"
        case .serviceLost(let error): said = "Service lost: \(error.code.message) Waiting for it."
        case .serviceRestored: said = "Service restored."
        }
        return Wrapped(said, indent: "\(time)  ", width: width).lines.joined(separator: "\n") + "\n"
    }
}
