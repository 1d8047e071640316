import Logging

/// Hands what is logged to systemd's journal, with the fields that its metadata name (sd_journal_print(3)).
struct JournalLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    private let send: @Sendable (_ datagram: [UInt8]) -> Void

    /// - Parameter send: puts a datagram into the journal's socket.
    init(send: @escaping @Sendable (_ datagram: [UInt8]) -> Void) {
        self.send = send
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let priority: JournalMessage.Priority =
            switch event.level {
            case .error, .critical: .error
            case .warning: .warning
            case .trace, .debug, .info, .notice: .info
            }
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        fields["MESSAGE"] = "\(event.message)"
        fields["PRIORITY"] = "\(priority.rawValue)"
        send(Self.datagram(fields))
    }

    /// The journal's native form: `NAME=value`, or for a value of several lines its length in eight bytes, the least
    /// significant first (systemd, JOURNAL_NATIVE_PROTOCOL).
    static func datagram(_ fields: [String: String]) -> [UInt8] {
        fields.sorted { $0.key < $1.key }.flatMap { name, value -> [UInt8] in
            let bytes = Array(value.utf8)
            guard bytes.contains(10) else { return Array("\(name)=".utf8) + bytes + [10] }
            let length = (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
            return Array(name.utf8) + [10] + length + bytes + [10]
        }
    }
}
