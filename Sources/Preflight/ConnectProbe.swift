import PCSC

/// Makes the call with which all work on a card begins. polkit decides on it apart from the connection to the service
/// (`access_card` and `access_pcsc`), so that who sees readers may still be refused every card.
public struct ConnectProbe: Sendable {
    /// How long one connection may take: another program's transaction makes it wait.
    public static let patience = 3

    let functions: FunctionTable

    public init(functions: FunctionTable) {
        self.functions = functions
    }

    /// Connects shared and disconnects, leaving the card as it is: no command is sent. Only where a card is in and
    /// no program is connected to it at this moment, which is looked at anew.
    ///
    /// Blocks up to `patience` seconds. Nil: it was not tried, as somebody uses the card or it is gone.
    func connect(to reader: ReaderName) -> Result<Void, PCSCError>? {
        let functions = functions
        let answer = withDeadline(.seconds(Self.patience)) { () -> Result<Bool, PCSCError> in
            Result { () throws(PCSCError) in
                let witness = try Context(functions: functions)
                let context = try Context(functions: functions)
                guard try context.states(of: [reader]).first?.condition == .present else { return false }
                do throws(PCSCError) {
                    try context.connect(to: reader).disconnect(.leave)
                } catch {
                    throw Self.meaning(of: error, witness)
                }
                return true
            }
        }
        switch answer {
        case nil: return .failure(PCSCError(.deadlineExceeded, .connect, reader: reader))
        case .success(let isTried): return isTried ? .success(()) : nil
        case .failure(let error): return .failure(error)
        }
    }

    /// pcscd hangs up on a user whom polkit refuses the card, and libpcsclite says what it says of a service that died
    /// (0x80100013 with version 1.9.9). If another context still lives, the service does.
    private static func meaning(of error: PCSCError, _ witness: Context) -> PCSCError {
        guard [.communicationError, .noService].contains(error.code), (try? witness.readers()) != nil else {
            return error
        }
        return PCSCError(.securityViolation, error.operation, reader: error.reader)
    }
}
