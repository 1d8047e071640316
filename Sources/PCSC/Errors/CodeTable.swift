/// What is known about a code: the one table behind messages, categories and remedies.
struct CodeFacts: Sendable {
    let name: String?
    let category: PCSCError.Category
    let message: String
    let remedies: [Remedy]
}

extension PCSCError.Code {
    var facts: CodeFacts? { CodeFacts.table[self] }

    /// The family of this code; ``PCSCError/Category/unknown`` for a code that is not in the table.
    public var category: PCSCError.Category { facts?.category ?? .unknown }

    /// One sentence for the person at the desk.
    public var message: String { facts?.message ?? "The card service returned a code that is not known." }

    /// What can be done, most likely cause first; empty where nothing is known to help.
    public var remedies: [Remedy] { facts?.remedies ?? [] }
}

extension CodeFacts {
    static let table: [PCSCError.Code: CodeFacts] = [
        .internalError: CodeFacts("SCARD_F_INTERNAL_ERROR", .service, "The card service failed inside.", restart),
        .cancelled: CodeFacts("SCARD_E_CANCELLED", .cancelled, "The wait was cancelled.", []),
        .invalidHandle: CodeFacts(
            "SCARD_E_INVALID_HANDLE", .service, "The connection to the card service is no longer valid.", []),
        .invalidParameter: CodeFacts("SCARD_E_INVALID_PARAMETER", .usage, "The call had a wrong argument.", []),
        .noMemory: CodeFacts("SCARD_E_NO_MEMORY", .service, "The card service is out of memory.", restart),
        .waitedTooLong: CodeFacts("SCARD_F_WAITED_TOO_LONG", .timeout, "The card service waited too long.", restart),
        .insufficientBuffer: CodeFacts(
            "SCARD_E_INSUFFICIENT_BUFFER", .usage, "The answer is longer than the space for it.", []),
        .unknownReader: CodeFacts("SCARD_E_UNKNOWN_READER", .reader, "There is no reader of this name.", replug),
        .timeout: CodeFacts("SCARD_E_TIMEOUT", .timeout, "Nothing happened in the time given.", []),
        .sharingViolation: CodeFacts(
            "SCARD_E_SHARING_VIOLATION", .sharing, "Another program has this card for itself.",
            [
                Remedy(.operator, "Close the other program that uses the card, or end its session."),
                Remedy(
                    .it, "If it is GnuPG's scdaemon, let it share, as the user whose it is.",
                    commands: ["echo pcsc-shared >> ~/.gnupg/scdaemon.conf", "gpgconf --kill scdaemon"]),
            ]),
        .noSmartcard: CodeFacts(
            "SCARD_E_NO_SMARTCARD", .card, "There is no card in the reader.",
            [Remedy(.operator, "Put the card into the reader, chip first, chip up.")]),
        .cannotDispose: CodeFacts("SCARD_E_CANT_DISPOSE", .usage, "The connection can't be closed this way.", []),
        .protocolMismatch: CodeFacts(
            "SCARD_E_PROTO_MISMATCH", .sharing,
            "The card and this program have no protocol in common: the card offers neither T=0 nor T=1, or is in use with "
                + "another one.",
            [Remedy(.operator, "Close other programs that use the card, take it out and put it in again.")]),
        .notReady: CodeFacts("SCARD_E_NOT_READY", .reader, "The reader is not ready.", replug),
        .invalidValue: CodeFacts("SCARD_E_INVALID_VALUE", .usage, "The call had a wrong value.", []),
        .systemCancelled: CodeFacts(
            "SCARD_E_SYSTEM_CANCELLED", .cancelled, "The system ended the call, to log off or shut down.", []),
        .communicationError: CodeFacts(
            "SCARD_F_COMM_ERROR", .service, "The connection to the card service broke.", restart),
        .unknownError: CodeFacts("SCARD_F_UNKNOWN_ERROR", .unknown, "The card service failed without a reason.", []),
        .notTransacted: CodeFacts(
            "SCARD_E_NOT_TRANSACTED", .exchange, "The exchange with the card failed.", reinsert),
        .readerUnavailable: CodeFacts(
            "SCARD_E_READER_UNAVAILABLE", .reader, "The reader can't be used at the moment.", replug),
        .shutdown: CodeFacts("SCARD_P_SHUTDOWN", .service, "The card service is shutting down.", restart),
        .readerUnsupported: CodeFacts(
            "SCARD_E_READER_UNSUPPORTED", .reader, "The reader's driver lacks what is needed.", replug),
        .duplicateReader: CodeFacts("SCARD_E_DUPLICATE_READER", .reader, "Two readers have the same name.", replug),
        .cardUnsupported: CodeFacts("SCARD_E_CARD_UNSUPPORTED", .card, "This card is not supported.", []),
        .noService: CodeFacts("SCARD_E_NO_SERVICE", .service, "The card service (pcscd) is not running.", restart),
        .serviceStopped: CodeFacts(
            "SCARD_E_SERVICE_STOPPED", .service,
            "The card service (pcscd) and the PC/SC library are of different versions.",
            [
                Remedy(
                    .it, "Install pcscd and libpcsclite1 of the same version, and restart the service.",
                    commands: ["apt-get install pcscd libpcsclite1", "systemctl restart pcscd.socket pcscd"])
            ]),
        .unsupportedFeature: CodeFacts(
            "SCARD_E_UNSUPPORTED_FEATURE", .usage, "The reader doesn't offer this.", []),
        .unsupportedFeatureOnWindows: CodeFacts(
            "SCARD_E_UNSUPPORTED_FEATURE", .usage, "The reader doesn't offer this.", []),
        .noReadersAvailable: CodeFacts(
            "SCARD_E_NO_READERS_AVAILABLE", .reader, "No reader is connected.", replug),
        .communicationDataLost: CodeFacts(
            "SCARD_E_COMM_DATA_LOST", .exchange, "Data was lost between reader and card.", reinsert),
        .serverTooBusy: CodeFacts("SCARD_E_SERVER_TOO_BUSY", .service, "The card service is too busy.", restart),
        .unsupportedCard: CodeFacts(
            "SCARD_W_UNSUPPORTED_CARD", .card, "The reader can't talk to this card.", reinsert),
        .unresponsiveCard: CodeFacts("SCARD_W_UNRESPONSIVE_CARD", .card, "The card doesn't answer.", reinsert),
        .unpoweredCard: CodeFacts("SCARD_W_UNPOWERED_CARD", .card, "The card doesn't answer.", reinsert),
        .resetCard: CodeFacts(
            "SCARD_W_RESET_CARD", .card, "Another program has reset the card in the meantime.", []),
        .removedCard: CodeFacts(
            "SCARD_W_REMOVED_CARD", .card, "The card was taken out.",
            [Remedy(.operator, "Put the card in again and leave it there.")]),
        .securityViolation: CodeFacts(
            "SCARD_W_SECURITY_VIOLATION", .permission, "The card service refuses this user.",
            [
                Remedy(.operator, "Over ssh, work at the computer itself instead."),
                Remedy(
                    .it,
                    "See whether polkit runs, and whether it allows this user org.debian.pcsc-lite.access_pcsc and "
                        + "access_card.",
                    commands: [
                        "systemctl status polkit", "pkaction --verbose --action-id org.debian.pcsc-lite.access_pcsc",
                        "pkaction --verbose --action-id org.debian.pcsc-lite.access_card",
                    ]),
            ]),
        .cardLost: CodeFacts(
            nil, .card, "The card left the reader in the middle of the exchange.",
            [Remedy(.operator, "Put the card in again and leave it there.")]),
        .deadlineExceeded: CodeFacts(nil, .timeout, "The card service or the card took too long.", busy),
        .insertionChanged: CodeFacts(
            nil, .card, "The card was taken out or exchanged since it was last looked at.",
            [Remedy(.operator, "Check that the right card is in the reader, and start again.")]),
        .serviceRestarted: CodeFacts(
            nil, .service, "The card service was restarted since the card was last looked at.",
            [Remedy(.operator, "Check that the right card is in the reader, and start again.")]),
        .commandRefused: CodeFacts(nil, .usage, "This command is not allowed here; nothing was sent.", []),
        .responseTooLong: CodeFacts(nil, .exchange, "The card sent more than it may.", reinsert),
        .closed: CodeFacts(nil, .usage, "The connection was closed before.", []),
        .noThread: CodeFacts(nil, .unknown, "The system has no thread left for the call.", []),
        .identityChanged: CodeFacts(
            nil, .card, "After a reset by another program, the card is not known to be the same.",
            [Remedy(.operator, "Check that the right card is in the reader, and start again.")]),
    ]

    private init(_ name: String?, _ category: PCSCError.Category, _ message: String, _ remedies: [Remedy]) {
        self.init(name: name, category: category, message: message, remedies: remedies)
    }

    private static let restart = [
        Remedy(
            .it, "Start the card service, and see its log.",
            commands: ["systemctl restart pcscd.socket pcscd", "journalctl -u pcscd -n 50"])
    ]
    private static let replug = [
        Remedy(.operator, "Unplug the reader, wait five seconds, and plug it in again."),
        Remedy(.it, "See what the card service says of the reader.", commands: ["journalctl -u pcscd -n 50"]),
    ]
    private static let reinsert = [
        Remedy(.operator, "Take the card out, wipe the chip with a dry cloth, and put it in again, chip up.")
    ]
    private static let busy = [
        Remedy(.operator, "Close other programs that use the card; take the card out and put it in again."),
        Remedy(.it, "Restart the card service.", commands: ["systemctl restart pcscd.socket pcscd"]),
    ]
}
