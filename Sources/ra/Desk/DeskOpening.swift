import PageFoundation

/// `ra desk --open`: opens the desk that runs in a browser, or one that is started for it.
struct DeskOpening: Sendable {
    let socket: DeskSocket
    let environment: [String: String]
    /// Nothing was said of how the desk is to be served.
    let isPlain: Bool
    /// There is somebody who can end a desk that this run serves.
    let hasTerminal: Bool

    /// Blocks.
    ///
    /// The icon on the desktop has no terminal, and its run is over when the window is open: the desk that it starts is
    /// the user's service, or else a program of its own. In a terminal, and where options say how, this run serves it.
    ///
    /// - Returns: false where this run is to serve the desk.
    /// - Throws: `CommandFailure` where the desk doesn't answer, can't be started, or no browser can.
    func open() throws(CommandFailure) -> Bool {
        switch socket.ask() {
        case .link: break
        case .silence:
            throw CommandFailure(
                .serviceUnavailable, "Your desk runs and doesn't answer.",
                hint: "Restart it: systemctl --user restart ra-desk. Without that service, end the other ra.")
        case .nobody:
            guard isPlain else { return false }
            let starter = DeskStarter(socket: socket, environment: environment)
            if !starter.startService() {
                if hasTerminal { return false }
                try starter.startProgram()
            }
        }
        guard BrowserWindow(environment: environment).open({ socket.askForLink() }) else { throw .noBrowser }
        return true
    }
}

extension CommandFailure {
    static let noBrowser = CommandFailure(
        .serviceUnavailable, "No browser could be started.",
        hint: "Open the desk's link in one by hand: ra desk --link")
}
