import CLinux
import Foundation
import Logging

extension CommandContext {
    /// Tells the journal, where a unit of systemd's runs this. Nothing is said where the journal can't be reached: what a
    /// command answers stands in its output all the same.
    func tellJournal(_ message: JournalMessage) {
        guard surroundings.environment["JOURNAL_STREAM"] != nil, !simulated else { return }
        let logger = Logger(label: "ra") { _ in JournalLogHandler(send: JournalSocket.send) }
        var metadata: Logger.Metadata = [
            "MESSAGE_ID": "\(message.identifier.rawValue)", "SYSLOG_IDENTIFIER": "ra",
        ]
        for (name, value) in message.fields { metadata["RA_\(name)"] = "\(value)" }
        let level: Logger.Level =
            switch message.priority {
            case .error: .error
            case .warning: .warning
            case .info: .info
            }
        logger.log(level: level, "\(message.text)", metadata: metadata)
    }
}

private enum JournalSocket {
    @Sendable static func send(_ datagram: [UInt8]) {
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = Foundation.socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard ra_connect_unix(descriptor, "/run/systemd/journal/socket") == 0 else { return }
        _ = Foundation.send(descriptor, datagram, datagram.count, Int32(MSG_NOSIGNAL))
    }
}
