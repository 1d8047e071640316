import DeskSession
import Foundation
import Synchronization

/// Where the text of a ticket goes: the file that was named, or one in the home folder of whoever runs the session.
final class TicketFile: Sendable {
    private let named: String?
    /// Nil where nothing is left behind unless a file was named: by a simulated desk, and for a program.
    private let home: String?
    private let mark: String
    private let trouble = Mutex<CommandFailure?>(nil)

    init(named: String?, home: String?, mark: String) {
        self.named = named
        self.home = home
        self.mark = mark
    }

    /// - Returns: the file that holds the ticket now; nil where there is no ticket, or no file.
    func save(_ receipt: SessionReceipt) -> String? {
        guard let text = receipt.end.ticket, let path = named ?? home.map({ "\($0)/ra-ticket-\(receipt.session).txt" })
        else { return nil }
        let marked = text.split(separator: "\n").map { "\(mark)\($0)\n" }.joined()
        do {
            try OutputFile.write(Data(marked.utf8), to: path, what: "The ticket's text")
            return path
        } catch {
            // One that nobody asked for is shown instead.
            if named != nil { trouble.withLock { $0 = error } }
            return nil
        }
    }

    /// - Throws: what kept the file from being written, where one was named.
    func check() throws {
        if let trouble = trouble.withLock({ $0 }) { throw trouble }
    }
}
