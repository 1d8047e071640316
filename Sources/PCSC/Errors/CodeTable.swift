/// What is known about a code: the one table behind messages and categories.
struct CodeFacts: Sendable {
    let name: String?
    let category: PCSCError.Category
    let message: String
}

extension PCSCError.Code {
    var facts: CodeFacts? { CodeFacts.table[self] }

    /// The family of this code; ``PCSCError/Category/unknown`` for a code that is not in the table.
    public var category: PCSCError.Category { facts?.category ?? .unknown }

    /// One sentence for the person at the desk.
    public var message: String { facts?.message ?? "The card service returned a code that is not known." }
}

extension CodeFacts {
    static let table: [PCSCError.Code: CodeFacts] = [
        .internalError: CodeFacts("SCARD_F_INTERNAL_ERROR", .service, "The card service failed inside."),
        .cancelled: CodeFacts("SCARD_E_CANCELLED", .cancelled, "The wait was cancelled."),
        .invalidHandle: CodeFacts(
            "SCARD_E_INVALID_HANDLE", .service, "The connection to the card service is no longer valid."),
        .invalidParameter: CodeFacts("SCARD_E_INVALID_PARAMETER", .usage, "The call had a wrong argument."),
        .noMemory: CodeFacts("SCARD_E_NO_MEMORY", .service, "The card service is out of memory."),
        .waitedTooLong: CodeFacts("SCARD_F_WAITED_TOO_LONG", .timeout, "The card service waited too long."),
        .insufficientBuffer: CodeFacts(
            "SCARD_E_INSUFFICIENT_BUFFER", .usage, "The answer is longer than the space for it."),
        .unknownReader: CodeFacts("SCARD_E_UNKNOWN_READER", .reader, "There is no reader of this name."),
        .timeout: CodeFacts("SCARD_E_TIMEOUT", .timeout, "Nothing happened in the time given."),
        .sharingViolation: CodeFacts(
            "SCARD_E_SHARING_VIOLATION", .sharing, "Another program has this card for itself."),
        .noSmartcard: CodeFacts(
            "SCARD_E_NO_SMARTCARD", .card, "There is no card in the reader."),
        .cannotDispose: CodeFacts("SCARD_E_CANT_DISPOSE", .usage, "The connection can't be closed this way."),
        .protocolMismatch: CodeFacts(
            "SCARD_E_PROTO_MISMATCH", .sharing,
            "The card and this program have no protocol in common: the card offers neither T=0 nor T=1, or is in use with "
                + "another one."),
        .notReady: CodeFacts("SCARD_E_NOT_READY", .reader, "The reader is not ready."),
        .invalidValue: CodeFacts("SCARD_E_INVALID_VALUE", .usage, "The call had a wrong value."),
        .systemCancelled: CodeFacts(
            "SCARD_E_SYSTEM_CANCELLED", .cancelled, "The system ended the call, to log off or shut down."),
        .communicationError: CodeFacts(
            "SCARD_F_COMM_ERROR", .service, "The connection to the card service broke."),
        .unknownError: CodeFacts("SCARD_F_UNKNOWN_ERROR", .unknown, "The card service failed without a reason."),
        .notTransacted: CodeFacts(
            "SCARD_E_NOT_TRANSACTED", .exchange, "The exchange with the card failed."),
        .readerUnavailable: CodeFacts(
            "SCARD_E_READER_UNAVAILABLE", .reader, "The reader can't be used at the moment."),
        .shutdown: CodeFacts("SCARD_P_SHUTDOWN", .service, "The card service is shutting down."),
        .readerUnsupported: CodeFacts(
            "SCARD_E_READER_UNSUPPORTED", .reader, "The reader's driver lacks what is needed."),
        .duplicateReader: CodeFacts("SCARD_E_DUPLICATE_READER", .reader, "Two readers have the same name."),
        .cardUnsupported: CodeFacts("SCARD_E_CARD_UNSUPPORTED", .card, "This card is not supported."),
        .noService: CodeFacts("SCARD_E_NO_SERVICE", .service, "The card service (pcscd) is not running."),
        .serviceStopped: CodeFacts(
            "SCARD_E_SERVICE_STOPPED", .service,
            "The card service (pcscd) and the PC/SC library are of different versions."),
        .unsupportedFeature: CodeFacts(
            "SCARD_E_UNSUPPORTED_FEATURE", .usage, "The reader doesn't offer this."),
        .unsupportedFeatureOnWindows: CodeFacts(
            "SCARD_E_UNSUPPORTED_FEATURE", .usage, "The reader doesn't offer this."),
        .noReadersAvailable: CodeFacts(
            "SCARD_E_NO_READERS_AVAILABLE", .reader, "No reader is connected."),
        .communicationDataLost: CodeFacts(
            "SCARD_E_COMM_DATA_LOST", .exchange, "Data was lost between reader and card."),
        .serverTooBusy: CodeFacts("SCARD_E_SERVER_TOO_BUSY", .service, "The card service is too busy."),
        .unsupportedCard: CodeFacts(
            "SCARD_W_UNSUPPORTED_CARD", .card, "The reader can't talk to this card."),
        .unresponsiveCard: CodeFacts("SCARD_W_UNRESPONSIVE_CARD", .card, "The card doesn't answer."),
        .unpoweredCard: CodeFacts("SCARD_W_UNPOWERED_CARD", .card, "The card doesn't answer."),
        .resetCard: CodeFacts(
            "SCARD_W_RESET_CARD", .card, "Another program has reset the card in the meantime."),
        .removedCard: CodeFacts(
            "SCARD_W_REMOVED_CARD", .card, "The card was taken out."),
        .securityViolation: CodeFacts(
            "SCARD_W_SECURITY_VIOLATION", .permission, "The card service refuses this user."),
        .cardLost: CodeFacts(
            nil, .card, "The card left the reader in the middle of the exchange."),
        .deadlineExceeded: CodeFacts(nil, .timeout, "The card service or the card took too long."),
        .insertionChanged: CodeFacts(
            nil, .card, "The card was taken out or exchanged since it was last looked at."),
        .serviceRestarted: CodeFacts(
            nil, .service, "The card service was restarted since the card was last looked at."),
        .commandRefused: CodeFacts(nil, .usage, "This command is not allowed here; nothing was sent."),
        .responseTooLong: CodeFacts(nil, .exchange, "The card sent more than it may."),
        .commandTooLong: CodeFacts(
            nil, .usage, "The command is longer than this card says it takes; nothing was sent."),
        .responseIncomplete: CodeFacts(nil, .exchange, "The card announced more data and gave none."),
        .closed: CodeFacts(nil, .usage, "The connection was closed before."),
        .noThread: CodeFacts(nil, .unknown, "The system has no thread left for the call."),
        .identityChanged: CodeFacts(
            nil, .card, "After a reset by another program, the card is not known to be the same."),
    ]

    private init(_ name: String?, _ category: PCSCError.Category, _ message: String) {
        self.init(name: name, category: category, message: message)
    }
}
