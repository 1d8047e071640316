import PageFoundation

/// Gives links to the desk that this run serves: the first one, in a terminal a fresh one for each Enter, and one to
/// each who asks by the socket.
actor DeskLinks {
    private let gate: PageGate
    private let claim: LinkClaim
    private let context: CommandContext
    private let isForPrograms: Bool
    private let opensBrowser: Bool

    init(gate: PageGate, claim: LinkClaim, context: CommandContext, isForPrograms: Bool, opensBrowser: Bool) {
        self.gate = gate
        self.claim = claim
        self.context = context
        self.isForPrograms = isForPrograms
        self.opensBrowser = opensBrowser
    }

    /// The page can be reached at an address. Without a terminal no link is printed, so that none reaches a journal.
    func begin(at address: PageAddress) {
        let gate = gate
        let link: @Sendable () -> String = { address.link(token: gate.issueToken()) }
        claim.answer(with: link)
        if isForPrograms {
            if let line = try? LinkDocument.line(link()) { try? context.output.line(line) }
        } else if context.output.isTerminal {
            try? context.output.line("The desk is open at \(address.origin). Open this link within a minute:")
            try? context.output.line(link())
            try? context.talk.line("Enter prints a fresh link, Ctrl-C ends the desk.")
            follow(link)
        }
        if opensBrowser { open(link) }
    }

    private func follow(_ link: @escaping @Sendable () -> String) {
        guard context.surroundings.standardInputIsTerminal else { return }
        let lines = StandardInput.lines()
        Task { [context] in
            for await _ in lines { try? context.output.line(link()) }
        }
    }

    /// On a thread of its own, because the page isn't served before this has returned.
    private func open(_ link: @escaping @Sendable () -> String) {
        let window = BrowserWindow(environment: context.surroundings.environment)
        Task { [context] in
            try? await OwnThread.run {
                guard !window.open(link) else { return }
                try? context.talk.line("ra: warning: \(CommandFailure.noBrowser.message)")
                DeskPageCommand.notify(.noBrowser, in: context.surroundings)
            }
        }
    }
}
