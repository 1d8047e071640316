import Instants

/// All that was found out about one card in one reader, each fact with its source.
public struct CardReport: Hashable, Sendable {
    /// The reader, by its displayed name and its place in the list at the time.
    public struct Reader: Hashable, Sendable {
        public var name: String
        /// Counted from 0.
        public var index: Int

        public init(name: String, index: Int) {
            self.name = name
            self.index = index
        }
    }

    public var reader: Reader
    public var atr: [UInt8]
    /// Which insertion was read: unique within one run of the program; nil where it isn't known.
    public var insertionEpoch: UInt64?
    /// Whom the card names. `several` also has the problem `uuidConflict`.
    public var holder: NamedHolder
    public var series: Sourced<Int>?
    public var certificates: [CertificateSummary]
    public var passcode: PasscodeState
    public var renewal: RenewalState
    /// APDUs that this program sent to the card, GET RESPONSE included; a PKCS#11 module's own are not counted.
    public var apduCount: Int
    public var problems: [CardProblem]
    /// Every exchange, oldest first.
    public var trace: [APDUExchange]

    public init(
        reader: Reader, atr: [UInt8], insertionEpoch: UInt64? = nil, uuid: Sourced<SmartcardUUID>? = nil,
        series: Sourced<Int>? = nil, certificates: [CertificateSummary] = [], passcode: PasscodeState = .unknown,
        renewal: RenewalState = .unknown, apduCount: Int = 0, problems: [CardProblem] = [], trace: [APDUExchange] = []
    ) {
        self.reader = reader
        self.atr = atr
        self.insertionEpoch = insertionEpoch
        holder = uuid.map(NamedHolder.one) ?? .nobody
        self.series = series
        self.certificates = certificates
        self.passcode = passcode
        self.renewal = renewal
        self.apduCount = apduCount
        self.problems = problems
        self.trace = trace
    }

    /// The UUID of the one person whom the card names; nil where it names nobody, and where it names several.
    public var uuid: Sourced<SmartcardUUID>? {
        if case .one(let uuid) = holder { uuid } else { nil }
    }

    public func has(_ code: CardProblem.Code) -> Bool {
        problems.contains { $0.code == code }
    }
}

/// One command, its response and how long the card took.
public struct APDUExchange: Hashable, Sendable {
    public var command: [UInt8]
    /// Empty when none came.
    public var response: [UInt8]
    public var microseconds: Int64

    public init(command: [UInt8], response: [UInt8], microseconds: Int64) {
        self.command = command
        self.response = response
        self.microseconds = microseconds
    }
}
