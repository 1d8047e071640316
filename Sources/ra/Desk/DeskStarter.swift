import Foundation

/// Starts a desk that goes on when this run has ended.
struct DeskStarter {
    let socket: DeskSocket
    let environment: [String: String]

    /// How long a desk may take to answer, from its start on.
    private static let patience = Duration.seconds(10)
    /// What would be other for the service, which has an environment of its own.
    private static let ownSettings = ["RA_CONFIG", "RA_AUDIT_LOG", "PCSCLITE_CSOCK_NAME"]

    /// The user's service (ra-desk.service). Blocks.
    ///
    /// - Returns: false where it isn't installed, doesn't come up, or would be another desk than this one.
    func startService() -> Bool {
        guard Self.ownSettings.allSatisfy({ environment[$0, default: ""].isEmpty }),
            let systemctl = ProgramPath(environment: environment).file(of: "systemctl"),
            let start = SeparateProgram(
                systemctl, ["--user", "--quiet", "start", "ra-desk.service"], environment: environment),
            start.exitStatus(within: Self.patience) == 0
        else { return false }
        return answers { false }
    }

    /// This program once more, by itself. Blocks.
    ///
    /// - Throws: `CommandFailure`, with what it says itself where it says something.
    func startProgram() throws(CommandFailure) {
        // What it says later is lost: then nobody reads any more.
        let errors = Pipe()
        let desk = SeparateProgram(
            SeparateProgram.own, named: "ra", ["desk"], environment: environment,
            errors: errors.fileHandleForWriting.fileDescriptor)
        try? errors.fileHandleForWriting.close()
        guard let desk else { throw Self.notStarted }
        if answers(orUntil: { desk.exitStatus() != nil }) { return }
        guard let status = desk.exitStatus() else { throw Self.notStarted }
        let said = String(decoding: (try? errors.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
        func line(_ kind: String) -> String? {
            let mark = "ra: \(kind): "
            return said.split(separator: "\n").first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
        }
        guard let message = line("error") else { throw Self.notStarted }
        throw CommandFailure(ExitStatus(rawValue: status) ?? .serviceUnavailable, message, hint: line("hint"))
    }

    private static let notStarted = CommandFailure(
        .serviceUnavailable, "The desk couldn't be started.", hint: "See why: ra desk")

    /// Whether a desk answers, in time.
    private func answers(orUntil isOver: () -> Bool) -> Bool {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            // Before asking: another one may have been quicker, and is asked then.
            let isLast = isOver() || ContinuousClock.now >= deadline
            if socket.askForLink() != nil { return true }
            if isLast { return false }
            usleep(20_000)
        }
    }
}
