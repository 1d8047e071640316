import ISO7816

/// Reads the PIV application of a card (NIST SP 800-73-4): the passcode counter and both certificates, without a
/// passcode and without changing anything.
struct PIVReader {
    /// What a PIV application told.
    struct Contents {
        var passcode = PasscodeState.unknown
        var certificates: [FoundCertificate] = []
        var problems: [CardProblem] = []
    }

    /// Nil when the card has no standard PIV application.
    ///
    /// - Throws: when the card or reader was lost; `contents` holds what was read until then.
    static func read(
        _ channel: inout CardChannel, into contents: inout Contents
    ) throws(CardChannelError) -> Bool {
        let select = CommandAPDU(ins: 0xA4, p1: 0x04, p2: 0x00, data: APDUAllowList.pivAID, expectedLength: 256)
        guard try channel.send(select).status == .success else { return false }
        contents.passcode = try passcode(
            &channel, reference: try passcodeReference(&channel), problems: &contents.problems)
        for (tag, name) in [(0x5FC105, "authentication"), (0x5FC10A, "signing")] as [(UInt32, String)] {
            do {
                try readCertificate(tag, name: name, &channel, into: &contents)
            } catch .answerTooLong {
                contents.problems.append(
                    CardProblem(
                        .certificateUnreadable,
                        "The \(name) certificate is larger than \(CardChannel.longestAnswer) bytes; it was left unread."
                    ))
            }
        }
        return true
    }

    /// `80` for the application's own passcode, `00` where the discovery object says that the card's global one comes
    /// first (SP 800-73-4 part 1 §3.3.2).
    private static func passcodeReference(_ channel: inout CardChannel) throws(CardChannelError) -> UInt8 {
        let response: ResponseAPDU
        do {
            response = try channel.send(getData(0x7E))
        } catch .answerTooLong {
            return 0x80
        }
        guard response.status == .success, let objects = try? BERTLV.list(response.data, atMost: 4),
            let discovery = objects.first(where: { $0.tag == 0x7E }),
            let policy = (try? BERTLV.list(discovery.value, atMost: 8))?.first(where: { $0.tag == 0x5F2F })?.value,
            policy.count == 2
        else { return 0x80 }
        return policy[0] & 0x20 != 0 && policy[1] == 0x20 ? 0x00 : 0x80
    }

    /// VERIFY without data (SP 800-73-4 part 2 §3.2.1): tells the tries left and costs none.
    private static func passcode(
        _ channel: inout CardChannel, reference: UInt8, problems: inout [CardProblem]
    ) throws(CardChannelError) -> PasscodeState {
        let status = try channel.send(CommandAPDU(ins: 0x20, p1: 0x00, p2: reference)).status
        if status == .success { return PasscodeState(state: .usable, source: .piv, isVerified: true) }
        if status == .authenticationMethodBlocked { return PasscodeState(state: .locked, triesLeft: 0, source: .piv) }
        if let tries = status.counter {
            return PasscodeState(state: tries == 0 ? .locked : .usable, triesLeft: tries, source: .piv)
        }
        problems.append(
            CardProblem(
                .passcodeStateRefused, "The card doesn't tell its passcode's state (\(status): \(status.meaning)).")
        )
        return .unknown
    }

    private static func readCertificate(
        _ tag: UInt32, name: String, _ channel: inout CardChannel, into contents: inout Contents
    ) throws(CardChannelError) {
        let response = try channel.send(getData(tag))
        switch response.status {
        case .success, .endOfFile: break
        case .notFound, .referencedDataNotFound: return
        case let status:
            contents.problems.append(
                CardProblem(
                    .certificateUnreadable,
                    "The card doesn't give its \(name) certificate (\(status): \(status.meaning))."))
            return
        }
        do {
            guard case .certificate(let der) = try PIVContainer(parsing: response.data) else { return }
            contents.certificates.append(FoundCertificate(der: der, name: name, source: .piv))
        } catch {
            contents.problems.append(
                CardProblem(.certificateUnreadable, "The \(name) certificate's container is damaged."))
        }
    }

    private static func getData(_ tag: UInt32) -> CommandAPDU {
        let bytes = tag > 0xFF ? [UInt8(tag >> 16 & 0xFF), UInt8(tag >> 8 & 0xFF), UInt8(tag & 0xFF)] : [UInt8(tag)]
        return CommandAPDU(
            ins: 0xCB, p1: 0x3F, p2: 0xFF, data: [0x5C, UInt8(bytes.count)] + bytes, expectedLength: 256)
    }
}

/// A certificate as it was found, not read yet.
struct FoundCertificate: Hashable, Sendable {
    var der: [UInt8]
    /// What to call it when it can't be read.
    var name: String
    var source: FactSource
}
