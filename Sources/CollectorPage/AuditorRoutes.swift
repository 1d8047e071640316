import HTTPTypes
import Hummingbird
import NIOCore
import PageFoundation

/// Every address of the auditor's pages. All are read: nothing is changed here. What may ask was settled before a request
/// comes here.
struct AuditorRoutes: Sendable {
    typealias Context = PageRequestContext

    let pages: AuditorPages
    let templates: PageTemplates

    func router() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: NothingThere(frame: pages.frame, templates: templates))
        router.get("/") { _, _ in await show("/") { () throws(EstateTrouble) in try await pages.estateView() } }
        router.get("/search") { request, _ in
            await show(request.target) { () throws(EstateTrouble) in
                try await pages.searchView(request.addressFields)
            }
        }
        router.get("/person") { request, _ in
            await show(request.target) { () throws(EstateTrouble) in
                try await pages.personView(request.addressFields["uuid"] ?? "")
            }
        }
        router.get("/session/:session") { request, context in
            let id = context.parameters.get("session") ?? ""
            let desk = request.addressFields["desk"]
            let view: PageView?
            do throws(EstateTrouble) {
                view = try await pages.sessionView(id, desk: desk)
            } catch {
                return trouble(error, request.target)
            }
            guard let view else { throw HTTPError(.notFound) }
            return templates.answer(view)
        }
        router.get("/month") { request, _ in
            await show(request.target) { () throws(EstateTrouble) in
                try await pages.monthView(request.addressFields)
            }
        }
        router.get("/forks") { _, _ in await show("/forks") { () throws(EstateTrouble) in try await pages.forksView() }
        }
        router.get("/forks/:fork") { request, context in try await evidence(context.parameters.get("fork") ?? "") }
        router.get("/checking") { _, _ in templates.answer(pages.checkingView) }
        router.get("/assets/:hash/:name") { _, context in try templates.asset(context.parameters) }
        return router
    }

    /// A fork's evidence as a file.
    private func evidence(_ text: String) async throws -> Response {
        guard let id = Int64(text), "\(id)" == text else { throw HTTPError(.notFound) }
        do {
            guard let file = try await pages.estate.evidence(id) else { throw HTTPError(.notFound) }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/plain; charset=utf-8",
                    .contentDisposition: "attachment; filename=\"fork-\(id).txt\"",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: file)))
        } catch let error as EstateTrouble {
            return trouble(error, "/forks")
        }
    }

    private func show(
        _ address: String, _ view: () async throws(EstateTrouble) -> PageView
    ) async -> Response {
        do throws(EstateTrouble) {
            return templates.answer(try await view())
        } catch {
            return trouble(error, address)
        }
    }

    private func trouble(_ trouble: EstateTrouble, _ address: String) -> Response {
        templates.answer(pages.frame.trouble(trouble, address: address), status: trouble.status)
    }
}

extension EstateTrouble {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .away, .slow: .serviceUnavailable
        case .unknownDesk, .unknownSite: .notFound
        case .damaged: .internalServerError
        }
    }
}

extension Request {
    /// Path and fields. It leads nowhere else: the rules let only targets through that begin with one slash.
    fileprivate var target: String {
        let path = "/" + uri.path.drop { $0 == "/" }
        return path + (uri.query.map { "?\($0)" } ?? "")
    }
}

/// What a browser sees at an address where nothing is, instead of an empty window.
struct NothingThere: RouterMiddleware {
    let frame: AuditorFrame
    let templates: PageTemplates

    func handle(
        _ request: Request, context: PageRequestContext, next: (Request, PageRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            guard request.method == .get, !request.uri.path.hasPrefix("/assets/") else { throw error }
            let isOfSession = request.uri.path.hasPrefix("/session/")
            let view = frame.message(
                isOfSession ? "No desk has a session of that name" : "There is nothing at this address",
                [
                    isOfSession
                        ? "A session is named by its id, which its receipt shows. It may not have been sent yet."
                        : "A link may be old, or an address mistyped."
                ], link: isOfSession ? ("/search", "Search all desks") : ("/", "To the estate"))
            return templates.answer(view, status: .notFound)
        }
    }
}
