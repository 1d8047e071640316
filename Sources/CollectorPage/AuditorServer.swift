import Hummingbird
import Instants
import Logging
import PageFoundation
import ServiceLifecycle

/// The auditor's pages, served until they are told to end. On loopback, to the processes of one user.
public struct AuditorServer: Service {
    private let server: PageServer<RouterResponder<PageRequestContext>>

    /// - Parameters:
    ///   - estate: what the pages show.
    ///   - gate: decides who may come in.
    ///   - listen: where the pages listen.
    ///   - logger: gets warnings and worse; never a link.
    ///   - now: the clock.
    ///   - onListening: called once, before the first request is read.
    /// - Throws: where a template isn't sound.
    public init(
        _ estate: any Estate, gate: PageGate, listen: ListenAddress, logger: Logger,
        now: @escaping @Sendable () -> UTCInstant,
        onListening: @escaping @Sendable (PageAddress) async -> Void
    ) throws {
        let templates = try PageTemplates.ofAuditor()
        let frame = AuditorFrame(assets: templates.assetPath)
        var settings = PageServer<RouterResponder<PageRequestContext>>.Settings(
            listen: listen, gate: gate, logger: logger)
        let open = templates.addresses
        settings.isOpen = { open.contains($0) }
        settings.headers = PageHeaders(sources: [.style, .image])
        settings.refusalPage = { _ in RefusalPage(text: templates.render(frame.refused)) }
        let routes = AuditorRoutes(
            pages: AuditorPages(estate: estate, frame: frame, now: now), templates: templates)
        server = PageServer(settings, responder: routes.router().buildResponder(), onListening: onListening)
    }

    /// - Throws: `PageServerError` when it can't listen.
    public func run() async throws { try await server.run() }
}
