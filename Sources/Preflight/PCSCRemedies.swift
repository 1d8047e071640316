import PCSC

// What can be done about an error of the PC/SC service. What went wrong is PC/SC's to say; how a Debian workstation is
// put right is said here.

extension PCSCError {
    /// What can be done about it, most likely cause first.
    public var remedies: [Remedy] { code.remedies }
}

extension PCSCError.Code {
    /// What can be done, most likely cause first; empty where nothing is known to help.
    public var remedies: [Remedy] {
        switch self {
        case .internalError, .noMemory, .waitedTooLong, .communicationError, .shutdown, .noService, .serverTooBusy:
            [Remedy(.it, "Start the card service, and see its log.", commands: [Self.restart, Self.log])]
        case .serviceStopped:
            [
                Remedy(
                    .it, "Install pcscd and libpcsclite1 of the same version, and restart the service.",
                    commands: ["apt-get install pcscd libpcsclite1", Self.restart])
            ]
        case .securityViolation: Self.refused
        case .unknownReader, .notReady, .readerUnavailable, .readerUnsupported, .duplicateReader, .noReadersAvailable:
            [
                Remedy(.operator, "Unplug the reader, wait five seconds, and plug it in again."),
                Remedy(.it, "See what the card service says of the reader.", commands: [Self.log]),
            ]
        case .sharingViolation: Self.shared
        case .protocolMismatch:
            [Remedy(.operator, "Close other programs that use the card, take it out and insert it again.")]
        case .noSmartcard: [Remedy(.operator, "Insert the card into the reader, chip first, chip up.")]
        case .removedCard, .cardLost: [Remedy(.operator, "Insert the card again and leave it there.")]
        case .insertionChanged, .serviceRestarted, .identityChanged:
            [Remedy(.operator, "Check that the right card is in the reader, and start again.")]
        case .notTransacted, .communicationDataLost, .unsupportedCard, .unresponsiveCard, .unpoweredCard,
            .responseTooLong, .responseIncomplete:
            [Remedy(.operator, "Take the card out, wipe the chip with a dry cloth, and insert it again, chip up.")]
        case .deadlineExceeded:
            [
                Remedy(.operator, "Close other programs that use the card; take the card out and insert it again."),
                Remedy(.it, "Restart the card service.", commands: [Self.restart]),
            ]
        default: []
        }
    }

    private static let restart = "systemctl restart pcscd.socket pcscd"
    private static let log = "journalctl -u pcscd -n 50"

    private static let shared = [
        Remedy(.operator, "Close the other program that uses the card, or end its session."),
        Remedy(
            .it, "If it is GnuPG's scdaemon, let it share, as the user whose it is.",
            commands: ["echo pcsc-shared >> ~/.gnupg/scdaemon.conf", "gpgconf --kill scdaemon"]),
    ]

    private static let refused = [
        Remedy(.operator, "Over ssh, work at the computer itself instead."),
        Remedy(
            .it,
            "See whether polkit runs, and whether it allows this user org.debian.pcsc-lite.access_pcsc and access_card.",
            commands: [
                "systemctl status polkit", "pkaction --verbose --action-id org.debian.pcsc-lite.access_pcsc",
                "pkaction --verbose --action-id org.debian.pcsc-lite.access_card",
            ]),
    ]
}
