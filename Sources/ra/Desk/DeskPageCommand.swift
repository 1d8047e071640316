import ArgumentParser
import DeskPage
import DeskSession
import Foundation
import JSON
import Logging
import PageFoundation
import PlainText
import ServiceLifecycle
import Workplace

struct DeskPageCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "desk",
        abstract: "Serve the desk as a page, for a browser on this computer.",
        discussion: """
            The page stands on 127.0.0.1 and answers this user's browsers alone. The link that is printed works once, for a \
            minute; in a terminal Enter prints a fresh one. Control-C ends it, and lays aside what is going on.
            """)

    @Option(help: ArgumentHelp("Listen exactly here; port 0 takes a free one.", valueName: "127.0.0.1:port"))
    var listen: String?

    @Flag(help: "Print a fresh link of the desk that runs, and no more.")
    var link = false

    @Flag(help: "Open the desk in a browser: the one that runs, or this one.")
    var open = false

    @Flag(help: "Print one JSON object for programs as the first line.")
    var json = false

    @OptionGroup var global: GlobalOptions

    static var endsInOrder: Bool { true }

    /// Where the page is looked for, if nothing else is said (page contract).
    private static let port: UInt16 = 7310

    func run(in context: CommandContext) async throws {
        let environment = context.surroundings.environment
        let socket = try DeskSocket(environment: environment)
        if link {
            guard let link = socket.askForLink() else {
                throw CommandFailure(.serviceUnavailable, "No desk of yours runs.", hint: "Start it: ra desk")
            }
            return try context.output.line(link)
        }
        if open, let link = socket.askForLink() { return try show(link, in: context) }
        let address: ListenAddress
        do throws(PageServerError) {
            if let listen {
                address = try ListenAddress(parsing: listen)
            } else {
                address = .preferably(Self.port)
            }
        } catch {
            throw CommandFailure(.usage, "\(error)", hint: "Give it as --listen 127.0.0.1:7310.")
        }
        let gate = PageGate(name: "ra-desk")
        let links = Links(gate: gate, context: context, json: json, opens: open, socket: socket)
        let tickets = TicketFile(
            named: nil, home: context.simulated ? nil : environment["HOME"],
            mark: context.simulated ? String.simulatedMark : "")
        let server = try DeskServer(
            context.workplace, gate: gate, listen: address, logger: Logger(label: "ra.desk"),
            keepTicket: { _ = tickets.save($0) }
        ) { address in
            await links.print(address)
        }
        do {
            try await serve(server)
        } catch let error as PageServerError {
            throw CommandFailure(.serviceUnavailable, "\(error)", hint: "Leave --listen out to take a free port.")
        }
        if let trouble = await links.trouble { throw trouble }
    }

    private func show(_ link: String, in context: CommandContext) throws {
        let environment = context.surroundings.environment
        guard !BrowserWindow.open(link, environment: environment) else { return }
        let text = "No browser could be started. 'ra desk --link' prints a link."
        if !context.talk.isTerminal { BrowserWindow.notify(text, environment: environment) }
        throw CommandFailure(.serviceUnavailable, text)
    }

    /// Until the task is cancelled.
    private func serve(_ server: DeskServer) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: Logger(label: "ra.desk")))
        let running = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            Task { await group.triggerGracefulShutdown() }
        }
    }
}

/// Prints links: the first one, and in a terminal a fresh one for each Enter; and gives them to who asks by the socket.
private actor Links {
    private let gate: PageGate
    private let context: CommandContext
    private let json: Bool
    private let opens: Bool
    private let socket: DeskSocket
    private var listener: DeskSocketListener?
    /// What kept the desk from being found by others.
    private(set) var trouble: CommandFailure?

    init(gate: PageGate, context: CommandContext, json: Bool, opens: Bool, socket: DeskSocket) {
        self.gate = gate
        self.context = context
        self.json = json
        self.opens = opens
        self.socket = socket
    }

    func print(_ address: PageAddress) {
        let gate = gate
        do {
            listener = try socket.answer { address.link(token: gate.issueToken()) }
        } catch {
            trouble = error
        }
        if json {
            let object: JSONValue = [
                "schemaVersion": 1, "type": "listening", "link": .string(address.link(token: gate.issueToken())),
            ]
            if let line = try? object.line() { try? context.output.line(line) }
        } else if context.output.isTerminal {
            try? context.output.line("The desk is open at \(address.origin). Open this link within a minute:")
            try? context.output.line(address.link(token: gate.issueToken()))
            try? context.talk.line("Enter prints a fresh link, Ctrl-C ends the desk.")
            follow(address)
        }
        if opens, !BrowserWindow.open(address.link(token: gate.issueToken()), environment: environment) {
            try? context.talk.line("ra: warning: No browser could be started.")
        }
    }

    private var environment: [String: String] { context.surroundings.environment }

    private func follow(_ address: PageAddress) {
        guard context.surroundings.standardInputIsTerminal else { return }
        let lines = StandardInput.lines()
        Task { [gate, context] in
            for await _ in lines { try? context.output.line(address.link(token: gate.issueToken())) }
        }
    }
}
