import ISO7816

/// Reads the PIV application of a card (NIST SP 800-73-4): the passcode counter and both certificates, without a
/// passcode and without changing anything.
struct PIVReader {
    /// Reads into the channel's progress. The problem when the PIV application can't be selected.
    ///
    /// - Throws: when the card or reader was lost; the progress holds what was read until then.
    static func read(_ channel: inout CardChannel) throws(CardChannelError) -> CardProblem? {
        let select = CommandAPDU(ins: 0xA4, p1: 0x04, p2: 0x00, data: APDUAllowList.pivAID, expectedLength: 256)
        let status = try channel.send(select).status
        guard status == .success else { return CardProblem(selectRefusedWith: status) }
        let passcode = try passcode(&channel, reference: try passcodeReference(&channel))
        channel.progress.note { $0.passcode = passcode }
        for (tag, name) in [(0x5FC105, "authentication"), (0x5FC10A, "signing")] as [(UInt32, String)] {
            do {
                try readCertificate(tag, name: name, &channel)
            } catch {
                guard let reason = error.reasonForOneAnswer else { throw error }
                channel.note(.certificateUnreadable, "The \(name) certificate was left unread: \(reason).")
            }
        }
        return nil
    }

    /// `80` for the application's own passcode, `00` where the discovery object says that the card's global one comes
    /// first (SP 800-73-4 part 1 §3.3.2).
    private static func passcodeReference(_ channel: inout CardChannel) throws(CardChannelError) -> UInt8 {
        let response: ResponseAPDU
        do {
            response = try channel.send(getData(0x7E))
        } catch {
            guard error.reasonForOneAnswer != nil else { throw error }
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
        _ channel: inout CardChannel, reference: UInt8
    ) throws(CardChannelError) -> PasscodeState {
        let status = try channel.send(CommandAPDU(ins: 0x20, p1: 0x00, p2: reference)).status
        if status == .success { return PasscodeState(state: .usable, source: .piv, isVerified: true) }
        if status == .authenticationMethodBlocked { return PasscodeState(state: .locked, triesLeft: 0, source: .piv) }
        if let tries = status.counter {
            return PasscodeState(state: tries == 0 ? .locked : .usable, triesLeft: tries, source: .piv)
        }
        channel.note(
            .passcodeStateRefused, "The card doesn't tell its passcode's state (\(status): \(status.meaning)).")
        return .unknown
    }

    private static func readCertificate(
        _ tag: UInt32, name: String, _ channel: inout CardChannel
    ) throws(CardChannelError) {
        let response = try channel.send(getData(tag))
        switch response.status {
        case .success, .endOfFile: break
        case .notFound, .referencedDataNotFound: return
        case let status:
            return channel.note(
                .certificateUnreadable, "The card doesn't give its \(name) certificate (\(status): \(status.meaning)).")
        }
        do {
            guard case .certificate(let der, let packing) = try PIVContainer(parsing: response.data) else { return }
            channel.progress.note { $0.certificates.append(FoundCertificate(der: der, name: name, source: .piv)) }
            if let words = packing.words { channel.note(.certificateOdd, "The \(name) certificate \(words).") }
        } catch {
            channel.note(.certificateUnreadable, "The \(name) certificate's container is damaged.")
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

extension CardChannel {
    fileprivate func note(_ code: CardProblem.Code, _ message: String) {
        progress.note { $0.problems.append(CardProblem(code, message)) }
    }
}

extension CardChannelError {
    /// Why one answer can't be had from a card that may still give others; nil where the card as a whole is lost.
    var reasonForOneAnswer: String? {
        switch self {
        case .answerTooLong: "it is larger than \(CardChannel.longestAnswer) bytes"
        case .tooManyPieces: "the card gives it in more than \(CardChannel.mostContinuations) pieces"
        case .emptyPiece: "the card announces more data and gives none"
        default: nil
        }
    }
}

extension CardProblem {
    /// A card without the application says so in several ways (ISO/IEC 7816-4 §5.6); all others are told as they are.
    fileprivate init(selectRefusedWith status: StatusWord) {
        switch status {
        case .notFound, .functionNotSupported, .wrongParameters, .instructionNotSupported, .classNotSupported,
            StatusWord(rawValue: 0x6A86), .referencedDataNotFound:
            self.init(.notReadable, "The card has no PIV application, so its UUID and certificates can't be read.")
        case StatusWord(rawValue: 0x6283), StatusWord(rawValue: 0x6285):
            self.init(
                .applicationRefused,
                "The card's PIV application is there and switched off (\(status): \(status.meaning)).")
        case let status where status.sw1 == 0x6F || status.sw1 == 0x64 || status.sw1 == 0x65:
            self.init(
                .applicationRefused,
                "The card failed when its PIV application was selected (\(status): \(status.meaning)). "
                    + "Take it out and insert it again.")
        default:
            self.init(
                .applicationRefused, "The card refuses to select its PIV application (\(status): \(status.meaning)).")
        }
    }
}
