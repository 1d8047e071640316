import ArgumentParser
import ISO7816
import JSON
import PCSC
import Preflight
import ReaderHardware

struct ReadersCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "readers",
        abstract: "List the smartcard readers and what is in them.",
        discussion: """
            The readers stand in the order of the PC/SC service. Nothing is sent to a card. A service that hangs is \
            given \(ServiceProbe.patience) seconds.
            """)

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @Flag(help: "Go on and print what happens, until Control-C.")
    var watch = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        if watch { return try await watch(context) }
        let readers = try context.readers()
        if json {
            try context.output.line(ReaderDocument(readers).json.line())
        } else {
            try context.show { ReaderTable(readers, width: $0).text }
        }
    }
}

extension CommandContext {
    /// The readers of the service or of the simulated desk. Blocks up to the service probe's patience.
    ///
    /// - Throws: `CommandFailure`, status 69 or 77, when the service can't be used.
    func readers() throws -> [AttachedReader] {
        let condition = freshWorkstation().service.get()
        if case .running(let readers) = condition { return readers }
        let finding = ServiceFinding(
            condition, socket: simulated ? .standard : ServiceSocket(environment: surroundings.environment))
        let isForbidden = condition == .refused || condition == .socketClosedToUser
        let hint = finding.remedies.first.map { remedy in
            remedy.commands.isEmpty
                ? remedy.text + " " : remedy.text.dropLast() + ": " + remedy.commands.joined(separator: "; ") + ". "
        }
        throw CommandFailure(
            isForbidden ? .notPermitted : .serviceUnavailable, finding.summary,
            hint: (hint ?? "") + "'ra preflight' says more.")
    }
}

/// `ra readers --json` (command-line contract).
struct ReaderDocument {
    let json: JSONValue

    init(_ readers: [AttachedReader]) {
        json = ["schemaVersion": 1, "readers": .array(ReaderDocument.entries(readers))]
    }

    /// One entry a reader. Without epochs the cards that are in are numbered: each was seen once, so each insertion has
    /// its own.
    static func entries(_ readers: [AttachedReader], epochs: [Int?]? = nil) -> [JSONValue] {
        var count = 0
        return readers.enumerated().map { index, reader in
            if reader.state.isCardPresent { count += 1 }
            let epoch = epochs.map { $0[index] } ?? (reader.state.isCardPresent ? count : nil)
            return [
                "name": .string(reader.name.description), "index": .integer(Int64(reader.index)),
                "state": .string(reader.state.condition.rawValue),
                "atr": reader.state.atr.isEmpty ? .null : .string(reader.state.atr.hexadecimal),
                "insertionEpoch": .optional(epoch),
                "usb": reader.device.map(\.json) ?? .null, "kind": .string(reader.kind.rawValue),
            ]
        }
    }
}

extension USBReader {
    var json: JSONValue {
        [
            "vendor": .string(id.vendorText), "product": .string(id.productText), "serial": .optional(serial),
        ]
    }
}

/// `ra readers` for people: a reader a paragraph, so that long names and ATRs fit any width.
struct ReaderTable {
    let text: String

    init(_ readers: [AttachedReader], width: Int) {
        guard !readers.isEmpty else {
            text = "No smartcard reader is connected.\n"
            return
        }
        text = readers.map { reader in
            var lines = Wrapped("\(reader.name)", indent: "\(reader.index)  ", width: width).lines
            var facts = ReaderTable.word(for: reader.state.condition)
            switch reader.kind {
            case .virtual: facts += " (simulated or virtual reader)"
            case .unknown: break
            case .desktop, .keyboard, .laptop: facts += " (\(reader.kind.rawValue) reader)"
            }
            lines += Wrapped(facts, indent: "   ", width: width).lines
            if !reader.state.atr.isEmpty {
                lines += Wrapped(reader.state.atr.spacedHexadecimal, indent: "   ATR ", width: width).lines
            }
            if let device = reader.device {
                let serial = device.serial.map { ", serial number \(SafeText($0))" } ?? ""
                lines += Wrapped("USB \(device.id)\(serial)", indent: "   ", width: width).lines
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined()
    }

    static func word(for condition: ReaderState.Condition) -> String {
        switch condition {
        case .empty: "no card"
        case .present: "card present"
        case .inUse: "card present, in use by another program"
        case .exclusive: "card held exclusively by another program"
        case .mute: "card does not answer: take it out and put it in again, chip up"
        case .unavailable: "reader unavailable: unplug it and plug it in again"
        }
    }
}
