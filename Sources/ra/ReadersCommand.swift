import ArgumentParser
import ISO7816
import JSON
import PCSC
import PlainText
import Preflight
import ReaderHardware
import Workplace

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
        case .mute: "card does not answer: take it out and insert it again, chip up"
        case .unavailable: "reader unavailable: unplug it and plug it in again"
        }
    }
}
