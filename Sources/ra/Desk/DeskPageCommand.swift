import ArgumentParser
import DeskPage
import DeskSession
import Foundation
import Logging
import PageFoundation
import PlainText
import Preflight
import ServiceLifecycle
import Workplace

struct DeskPageCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "desk",
        abstract: "Serve the desk as a page, for a browser on this computer.",
        discussion: """
            The page stands on 127.0.0.1 and answers this user's browsers alone. The link that is printed works once, \
            for a minute; in a terminal Enter prints a fresh one. Control-C ends it, and lays aside what is going on. \
            --open is what the icon on the desktop does: the desk that it starts is the user's service ra-desk, where \
            that is installed. It takes the browser that BROWSER names, else the desktop's own, else one that it knows.
            """)

    @Option(help: ArgumentHelp("Listen exactly here; port 0 takes a free one.", valueName: "127.0.0.1:port"))
    var listen: String?

    @Flag(help: "Print a fresh link of the desk that runs, and no more.")
    var link = false

    @Flag(help: "Open the desk in a browser: the one that runs, or one that is started.")
    var open = false

    @Flag(help: "Print one JSON object for programs as the first line.")
    var json = false

    @OptionGroup var global: GlobalOptions

    static var endsInOrder: Bool { true }

    func run(in context: CommandContext) async throws {
        let environment = context.surroundings.environment
        // Refused before anything is made.
        let address = try listenAddress()
        let socket = try DeskSocket(environment: environment)
        if link { return try print(linkFrom: socket, to: context.output) }
        if open {
            let opening = DeskOpening(
                socket: socket, environment: environment, isPlain: isPlain,
                hasTerminal: context.output.isTerminal || context.talk.isTerminal)
            guard let isOpen = try await OwnThread.runUnlessCancelled({ try opening.open() }) else { return }
            if isOpen, json { try print(linkFrom: socket, to: context.output) }
            if isOpen { return }
        }
        let claim = try socket.claim()
        defer { claim.end() }
        let gate = PageGate(name: "ra-desk")
        let links = DeskLinks(gate: gate, claim: claim, context: context, isForPrograms: json, opensBrowser: open)
        let tickets = TicketFile(
            named: nil, home: context.simulated ? nil : environment["HOME"],
            mark: context.simulated ? String.simulatedMark : "")
        let server = try DeskServer(
            context.workplace, gate: gate, listen: address, logger: Logger(label: "ra.desk"),
            keepTicket: { _ = tickets.save($0) }, onListening: { await links.begin(at: $0) })
        do {
            try await serve(server)
        } catch let error as PageServerError {
            throw CommandFailure(.serviceUnavailable, "\(error)", hint: "Leave --listen out to take a free port.")
        }
    }

    /// Nothing was said of how the desk is to be served, so that any desk of this user's will do.
    private var isPlain: Bool {
        listen == nil && !json && global.config == nil && global.auditLog == nil && global.simulate == nil
    }

    private func print(linkFrom socket: DeskSocket, to output: Output) throws {
        switch socket.ask() {
        case .link(let link): try output.line(json ? LinkDocument.line(link) : link)
        case .silence: throw CommandFailure(.serviceUnavailable, "Your desk runs and doesn't answer.")
        case .nobody:
            throw CommandFailure(.serviceUnavailable, "No desk of yours runs.", hint: "Start it: ra desk")
        }
    }

    private func listenAddress() throws(CommandFailure) -> ListenAddress {
        guard let listen else { return .preferably(DeskPageSocket.usualPort) }
        do throws(PageServerError) {
            return try ListenAddress(parsing: listen)
        } catch {
            throw CommandFailure(.usage, "\(error)", hint: "Give it as --listen 127.0.0.1:7310.")
        }
    }

    // MARK: Trouble that nobody would see

    func show(_ trouble: CommandFailure, in surroundings: Surroundings) {
        if open { Self.notify(trouble, in: surroundings) }
    }

    /// Shows trouble on the desktop where there is no terminal: the icon has none.
    static func notify(_ trouble: CommandFailure, in surroundings: Surroundings) {
        guard !surroundings.standardError.isTerminal else { return }
        let lines = [trouble.message, trouble.hint].compactMap { $0?.withoutControls }
        DesktopNotice(environment: surroundings.environment).show(lines.joined(separator: "\n"))
    }

    // MARK: Serving

    /// Until the task is cancelled.
    private func serve(_ server: DeskServer) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: Logger(label: "ra.desk")))
        let running = Task { try await group.run() }
        do {
            try await withTaskCancellationHandler {
                try await running.value
            } onCancel: {
                Task { await group.triggerGracefulShutdown() }
            }
        } catch  where Task.isCancelled {
            // Told to end before it had begun: nothing is served, and nothing is lost.
        }
    }
}
