import ArgumentParser
import AuditLog
import Collector
import CollectorPage
import CommandParts
import Foundation
import Instants
import Logging
import PageFoundation
import PlainText
import PostgreSQL
import ServiceLifecycle
import UnixSignals

struct PagesCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages", abstract: "Serve an auditor's pages, for a browser on this computer, until SIGTERM.",
        discussion: """
            The pages stand on 127.0.0.1 and answer this user's browsers alone. They only read, as the role \
            \(CollectorSchema.auditorRole): yours has to be that, or a member of it. The link that is printed works once, \
            for a minute; --link prints a fresh one of the pages that run. Without a terminal and without --json none is \
            printed, so that none reaches a journal.
            """)

    @Option(help: ArgumentHelp("Listen exactly here; port 0 takes a free one.", valueName: "127.0.0.1:port"))
    var listen: String?

    @Flag(help: "Print a fresh link of the pages that run, and no more.")
    var link = false

    @Flag(help: "Print one JSON object for programs as the first line.")
    var json = false

    @OptionGroup var global: CollectorOptions

    /// Where the pages listen, if nothing else is said and the port is free.
    private static let usualPort: UInt16 = 7330

    func run(in context: CollectorContext) async throws {
        // Refused before anything is made.
        let address = try listenAddress()
        let socket = try Self.place { () throws(LinkSocketError) in
            try LinkSocket(
                folder: LogPlace.runtimeFolder(environment: ProcessInfo.processInfo.environment), name: "pages")
        }
        if link { return try await print(linkFrom: socket, to: context.output) }
        let settings = try context.settings()
        let estate = DatabaseEstate(
            settings.database, silentAfterHours: settings.silentAfterHours, cosigned: Self.cosigned(settings),
            now: { UTCInstant(secondsSince1970: Int64(time(nil))) })
        // What will never work is said now. A database that is only away may come back.
        do {
            try await estate.connect()
        } catch let error as PostgreSQLError where error.isUnavailable {
            try context.talk.line("\(Main.program): warning: \(error.description.withoutControls)")
        }
        let claim = try Self.place { () throws(LinkSocketError) in try socket.claim() }
        defer { claim.end() }
        do {
            try await serve(estate, at: address, claim, context)
        } catch let error as PageServerError {
            throw CommandFailure(.serviceUnavailable, "\(error)", hint: "Leave --listen out to take a free port.")
        }
    }

    private func serve(
        _ estate: DatabaseEstate, at address: ListenAddress, _ claim: LinkClaim, _ context: CollectorContext
    ) async throws {
        let gate = PageGate(name: "ra-pages")
        var logger = Logger(label: Main.program) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let server = try AuditorServer(
            estate, gate: gate, listen: address, logger: logger,
            now: { UTCInstant(secondsSince1970: Int64(time(nil))) },
            onListening: { [json] address in
                let link: @Sendable () -> String = { address.link(token: gate.issueToken()) }
                claim.answer(with: link)
                if json {
                    if let line = try? LinkDocument.line(link()) { try? context.output.line(line) }
                } else if context.output.isTerminal {
                    try? context.output.line("The pages are open at \(address.origin). Open this link within a minute:")
                    try? context.output.line(link())
                    try? context.talk.line("'\(Main.program) pages --link' prints a fresh one, Ctrl-C ends the pages.")
                }
            })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    /// The file beside the key is the service's; an auditor may not be allowed to read it.
    private static func cosigned(_ settings: CollectorSettings) -> CosignedFile? {
        let file = CosignedFile(besideKey: settings.witness.key)
        return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
    }

    private func print(linkFrom socket: LinkSocket, to output: Output) async throws {
        // It blocks, for two seconds at most.
        let answer = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: socket.ask()) }
        }
        switch answer {
        case .link(let link): try output.line(json ? LinkDocument.line(link) : link)
        case .silence: throw CommandFailure(.serviceUnavailable, "Your pages run and don't answer.")
        case .nobody:
            throw CommandFailure(
                .serviceUnavailable, "No pages of yours run.", hint: "Start them: \(Main.program) pages")
        }
    }

    private func listenAddress() throws(CommandFailure) -> ListenAddress {
        guard let listen else { return .preferably(Self.usualPort) }
        do throws(PageServerError) {
            return try ListenAddress(parsing: listen)
        } catch {
            throw CommandFailure(.usage, "\(error)", hint: "Give it as --listen 127.0.0.1:\(Self.usualPort).")
        }
    }

    private static func place<Value>(_ make: () throws(LinkSocketError) -> Value) throws(CommandFailure) -> Value {
        do throws(LinkSocketError) {
            return try make()
        } catch {
            switch error {
            case .held:
                throw CommandFailure(
                    .serviceUnavailable, "Pages of yours run already.",
                    hint: "'\(Main.program) pages --link' prints a link to them.")
            case .unusable(let path):
                throw CommandFailure(
                    .fileTrouble, "The pages' socket can't be made, or isn't yours alone: \(path).",
                    hint: "Set XDG_RUNTIME_DIR to a folder of your own.")
            }
        }
    }
}
