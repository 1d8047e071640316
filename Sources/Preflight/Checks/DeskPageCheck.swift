import JSON
import NextSteps
import PCSC

extension Check {
    /// Can the desk be shown as a page, to a browser on this computer.
    static let deskPage = Check(
        "desk.page", "The desk as a page",
        explanation: """
            Looks whether a browser can show the desk as a page: whether this computer's own network (127.0.0.1) is \
            up, whether port \(DeskPageSocket.usualPort) is free or the desk has it, and whether a browser is \
            installed. No connection is made. Where another program has the port, the page takes a free one, and its \
            icon leads there. Everything can also be done at a terminal, so this stops no job.
            """
    ) { workstation in
        let files = SystemFiles(root: workstation.root)
        let network = LoopbackState(in: files)
        let port = DeskPort(of: workstation)
        let browsers = files.programs(of: KnownBrowser.all, environment: workstation.environment)
        let evidence: [String: JSONValue] = [
            "loopback": .string(network.rawValue), "port": .integer(Int64(DeskPageSocket.usualPort)),
            "portIs": .string(port.rawValue), "browsers": .array(browsers.map(JSONValue.string)),
        ]
        var troubles: [String] = []
        var remedies: [Remedy] = []
        if network == .down {
            troubles.append("This computer's own network (127.0.0.1) is down.")
            remedies.append(Remedy(.it, "Bring it up.", commands: ["ip link set lo up"]))
        }
        if port == .others {
            troubles.append("Another program has the page's port \(DeskPageSocket.usualPort).")
            remedies.append(
                Remedy(
                    .operator, "Open the desk by its icon, not by a bookmark: a bookmark leads to that other program.",
                    next: [.openPage]))
        }
        if browsers.isEmpty {
            troubles.append("No browser was found.")
            remedies.append(Remedy(.it, "Install one.", commands: ["apt-get install chromium"]))
        }
        guard troubles.isEmpty else {
            return Finding(.warn, troubles.joined(separator: " "), evidence: evidence, remedies: remedies)
        }
        return Finding(.pass, port.words, evidence: evidence)
    }
}

/// Whether this computer reaches itself by 127.0.0.1.
private enum LoopbackState: String {
    case up, down, unknown

    init(in files: SystemFiles) {
        let flags = files.line("/sys/class/net/lo/flags").flatMap { Int($0.trimmingPrefix("0x"), radix: 16) }
        // IFF_UP (netdevice(7)).
        self = flags.map { $0 & 1 == 1 ? Self.up : .down } ?? .unknown
    }
}

/// Who has the page's usual port.
private enum DeskPort: String {
    case free
    /// The desk that this user has open.
    case own
    /// A desk that another user has open.
    case anotherDesk
    /// Any other program.
    case others
    case unknown

    init(of workstation: Workstation) {
        let tables = SocketTables(files: SystemFiles(root: workstation.root))
        guard let users = tables.listeners(onPort: DeskPageSocket.usualPort) else {
            self = .unknown
            return
        }
        let own = DeskPageSocket(
            environment: workstation.environment, root: workstation.root, user: workstation.user)
        if users.isEmpty {
            self = .free
        } else if users == [workstation.user], tables.isListening(on: own.path) {
            self = .own
        } else if users.count == 1, let user = users.first, user != workstation.user,
            tables.isListening(on: DeskPageSocket.ofLogIn(user))
        {
            self = .anotherDesk
        } else {
            self = .others
        }
    }

    /// One sentence, where nothing is wrong.
    var words: String {
        switch self {
        case .free, .others: "The page can be opened in a browser."
        case .own: "The page is open, on port \(DeskPageSocket.usualPort)."
        case .anotherDesk:
            "The page can be opened in a browser; port \(DeskPageSocket.usualPort) has another user's desk."
        case .unknown: "The page can be opened in a browser; who has its port isn't shown here."
        }
    }
}
