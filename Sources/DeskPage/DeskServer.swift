import DeskSession
import Hummingbird
import JSON
import Logging
import PageFoundation
import ServiceLifecycle
import Workplace

/// The page, served until it is told to end.
public struct DeskServer: Service {
    private let page: DeskState
    private let gate: PageGate
    private let settings: PageServer<RouterResponder<PageRequestContext>>.Settings
    private let onListening: @Sendable (PageAddress) async -> Void

    /// - Parameters:
    ///   - workplace: the desk that the page shows.
    ///   - gate: decides who may come in.
    ///   - listen: where the page listens.
    ///   - logger: gets warnings and worse; never a link.
    ///   - keepTicket: keeps a ticket's text where people look for it.
    ///   - onListening: called once, before the first request is read.
    /// - Throws: where a template isn't sound; `WorkplaceError` where a simulated desk can't have a log of its own.
    public init(
        _ workplace: Workplace, gate: PageGate, listen: ListenAddress, logger: Logger,
        keepTicket: @escaping @Sendable (SessionReceipt) -> Void = { _ in },
        onListening: @escaping @Sendable (PageAddress) async -> Void
    ) throws {
        page = try DeskState(workplace, gate: gate, keepTicket: keepTicket)
        self.gate = gate
        self.onListening = onListening
        var settings = PageServer<RouterResponder<PageRequestContext>>.Settings(
            listen: listen, gate: gate, logger: logger)
        let templates = page.templates
        let open = templates.addresses
        settings.isOpen = { open.contains($0) }
        settings.refusalPage = { refusal in RefusalPage(text: templates.render(.refused(refusal, templates))) }
        self.settings = settings
    }

    /// - Throws: `PageServerError` when it can't listen.
    public func run() async throws {
        let page = page
        let server = PageServer(
            settings, responder: DeskRoutes(page: page).router().buildResponder(), onListening: onListening)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await page.follow() }
            group.addTask { _ = await page.desk.readiness() }
            group.addTask { _ = await page.dueLook.known }
            group.addTask {
                // What is going on is laid aside before the page goes.
                try? await gracefulShutdown()
                await page.close()
            }
            defer { group.cancelAll() }
            try await server.run()
            await page.close()
        }
    }
}

extension PageView {
    /// What a browser sees that isn't let in. It tells nothing of the desk.
    static func refused(_ refusal: PageRefusal, _ templates: PageTemplates) -> PageView {
        Frame(
            place: "", base: "", isSimulated: false, lastEvent: nil, token: { _ in "" }, assets: templates.assetPath
        ).view("refused", title: "Not let in: Smartcard desk", icon: .lost, ["hasMenu": false, "place": .null])
    }
}
