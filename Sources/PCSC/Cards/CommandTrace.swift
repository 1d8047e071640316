import ISO7816

/// Told of every command that is sent to a card, after its answer: for a log of one's own, a recording, a measurement.
///
/// No passcode and no key goes into it. Data is told of commands that only select or read
/// (`CommandAPDU.isSafeToRepeat`); of any other, and of bytes that aren't a command, the header, the status word and the
/// lengths. What a card that was read has answered is told as it is, and may be personal.
public struct CommandTrace: Sendable {
    /// Called on the thread that talks to the card, between two commands: must be quick, may be called from several
    /// threads at a time, and must not call the card.
    let record: @Sendable (Entry) -> Void

    /// A trace that calls this closure for each command.
    public init(_ record: @escaping @Sendable (Entry) -> Void) {
        self.record = record
    }

    /// One command and its answer.
    public struct Entry: Hashable, Sendable {
        /// Where the card is.
        public let reader: ReaderName
        /// The bytes that were sent; the first four alone where the rest is withheld.
        public let command: [UInt8]
        /// How many bytes were sent.
        public let commandLength: Int
        /// The bytes that came back; the status word alone where the rest is withheld. Empty when none came.
        public let response: [UInt8]
        /// How many bytes came back.
        public let responseLength: Int
        /// From handing the command to the service until its answer.
        public let duration: Duration
        /// Why no answer came; nil when one did.
        public let failure: PCSCError.Code?

        /// Whether data is left out, of the command or its answer.
        public var isWithheld: Bool { command.count < commandLength || response.count < responseLength }

        init(
            _ reader: ReaderName, _ command: Span<UInt8>, _ response: [UInt8], duration: Duration,
            failure: PCSCError.Code? = nil
        ) {
            let bytes = command.withUnsafeBufferPointer { Array($0) }
            let isTold = (try? CommandAPDU(parsing: bytes))?.isSafeToRepeat == true
            self.reader = reader
            self.command = isTold ? bytes : Array(bytes.prefix(4))
            commandLength = bytes.count
            self.response = isTold ? response : Array(response.suffix(2))
            responseLength = response.count
            self.duration = duration
            self.failure = failure
        }
    }
}
