/// Opens the desk in a browser, in a window of its own where the browser can.
///
/// The link stands in the browser's arguments, which every user can read in /proc. It is of no use to them: another
/// user's connection is refused before anything of it is read, and a token in it isn't used up (page contract, rule 4).
/// A file in the runtime folder that leads to the page would hide it, but for a browser the page would then be entered
/// from another site: the Strict cookie isn't sent on that way, and each opening would begin with 403. Browsers from
/// snap and flatpak can't read that folder at all.
struct BrowserWindow {
    let environment: [String: String]
    /// How long a browser has to fail. The first one stays; one that hands over to it ends well at once.
    var patience = Duration.seconds(2)

    /// Blocks until it is known whether one started.
    ///
    /// - Parameter freshLink: gives a link, and another one after a browser that failed: it may have used its own up.
    /// - Returns: false where none could be started.
    func open(_ freshLink: () -> String?) -> Bool {
        for browser in BrowserChoice(environment: environment).commands {
            guard let link = freshLink() else { return false }
            let program = SeparateProgram(browser.path, browser.arguments(for: link), environment: environment)
            if let program, program.exitStatus(within: patience) ?? 0 == 0 { return true }
        }
        return false
    }
}
