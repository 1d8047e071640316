/// Exit statuses that scripts rely on (cli-contract; the numbers from 64 on are sysexits(3)'s).
///
/// Thrown by a command whose answer has been printed already and is not "done and good".
public enum ExitStatus: Int32, Error, CaseIterable, Sendable {
    /// Done, and the answer is good.
    case done = 0
    /// Done, and the answer is no.
    case answerIsNo = 1
    /// The person stopped a guided session.
    case stopped = 2
    case usage = 64
    case badInput = 65
    case serviceUnavailable = 69
    /// A fault of this program.
    case fault = 70
    case fileTrouble = 74
    case notPermitted = 77
    /// Whoever reads the output has gone: the program then dies of SIGPIPE, which a shell shows as this.
    case readerGone = 141
}
