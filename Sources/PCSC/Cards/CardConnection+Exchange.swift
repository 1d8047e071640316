import ISO7816

extension CardConnection {
    /// Sends a command and returns its whole answer, over as many `SCardTransmit` as that takes. **Blocks as each of them
    /// does**, see ``transmit(_:into:)``; nothing cancels it.
    ///
    /// Lengths, chaining, `61xx` and `6Cxx` are looked after by ISO7816's `CommandExchange`, whose rules these are. Each
    /// command that comes of that is asked of the policy by itself, where bytes leave for the card: GET RESPONSE, a
    /// repetition, each link of a chain. So a policy can't be got round with a card that asks for more, nor by cutting a
    /// command into pieces: one that admits no class byte of a chain admits none of its links, and the exchange ends at the
    /// first link that is refused, before the one that would have the card act.
    ///
    /// - Parameters:
    ///   - command: in no particular form; its lengths decide that.
    ///   - lengths: what the card takes beside short commands; the reader's own limit isn't asked, see ``properties()``.
    ///   - limits: of the whole answer.
    /// - Throws: ``PCSCError/Code/commandTooLong`` and ``PCSCError/Code/invalidParameter`` for lengths that the card, or
    ///   any command, can't have (nothing was sent), ``PCSCError/Code/responseTooLong``,
    ///   ``PCSCError/Code/responseIncomplete``, and what ``transmit(_:into:)`` throws.
    public func exchange(
        _ command: CommandAPDU, lengths: LengthSupport = .short, limits: ExchangeLimits = ExchangeLimits()
    ) throws(PCSCError) -> ResponseAPDU {
        try exchange(command, lengths: lengths, limits: limits) { bytes throws(PCSCError) in try transmit(bytes) }
    }

    /// - Parameter transmit: sends one command.
    func exchange(
        _ command: CommandAPDU, lengths: LengthSupport, limits: ExchangeLimits,
        transmit: ([UInt8]) throws(PCSCError) -> [UInt8]
    ) throws(PCSCError) -> ResponseAPDU {
        var exchange: CommandExchange
        do throws(ExchangeError) {
            exchange = try CommandExchange(
                command, isT0: activeProtocol == .t0, lengths: lengths, limits: limits)
        } catch {
            throw PCSCError(error.code, .transmit, reader: reader)
        }
        while true {
            let bytes: [UInt8]
            do throws(APDUError) { bytes = try exchange.next.encoded() } catch {
                throw PCSCError(.invalidParameter, .transmit, reader: reader)
            }
            let received = try transmit(bytes)
            let answer: ResponseAPDU
            do throws(APDUError) { answer = try ResponseAPDU(parsing: received) } catch {
                throw PCSCError(.responseTooLong, .transmit, reader: reader)
            }
            do throws(ExchangeError) {
                if let whole = try exchange.take(answer) { return whole }
            } catch {
                throw PCSCError(error.code, .transmit, reader: reader)
            }
        }
    }
}

extension ExchangeError {
    /// The same as a code of this module.
    fileprivate var code: PCSCError.Code {
        switch self {
        case .lengths: .invalidParameter
        case .tooLongForCard: .commandTooLong
        case .tooManyPieces, .answerTooLong: .responseTooLong
        case .emptyPiece: .responseIncomplete
        }
    }
}
