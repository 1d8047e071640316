import DeskSession
import Foundation
import Synchronization

/// Keeps what is to be looked up, done and read out in a file, to be printed or carried to another computer.
final class SheetPresentation: SessionPresentation {
    private let presentation: any SessionPresentation
    private let path: String
    private let text: SessionText
    private let lines: Mutex<[String]>

    /// - Throws: `CommandFailure` where the file can't be written: before anything is asked.
    init(showing presentation: any SessionPresentation, in path: String, text: SessionText) throws {
        self.presentation = presentation
        self.path = path
        self.text = text
        lines = Mutex([])
        try write([])
    }

    func present(_ effect: SessionEffect) throws {
        try presentation.present(effect)
        let more: [String] =
            switch effect {
            case .ask(let question) where !question.steps.isEmpty: [""] + text.blockLines(question.steps)
            case .ask(let question) where !question.sheet.isEmpty: text.sheet(question.sheetTitle, question.sheet)
            case .advise(let steps): text.adviceLines(steps)
            default: []
            }
        guard !more.isEmpty else { return }
        let all = lines.withLock { lines in
            // A question that comes again brings nothing new.
            if !lines.joined(separator: "\n").contains(more.joined(separator: "\n")) { lines += more }
            return lines
        }
        do {
            try write(all)
        } catch {
            // The session is worth more than its sheet.
            try presentation.present(.say(Message(.warning, error.message)))
        }
    }

    func present(_ receipt: SessionReceipt, ticket: String?) throws {
        try presentation.present(receipt, ticket: ticket)
    }

    private func write(_ lines: [String]) throws(CommandFailure) {
        let marked = lines.drop(while: \.isEmpty).map { text.marked($0) + "\n" }.joined()
        try OutputFile.write(Data(marked.utf8), to: path, what: "The sheet")
    }
}
