import Hummingbird
import PageFoundation

/// What a browser sees at an address where nothing is, instead of an empty window.
struct NothingHere: RouterMiddleware {
    let page: DeskState

    func handle(
        _ request: Request, context: PageRequestContext, next: (Request, PageRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            // A person looks at it only where they asked for a view.
            guard request.method == .get, !request.uri.path.hasPrefix("/assets/"),
                let session = context.access?.session
            else { throw error }
            let isOfLog = request.uri.path.hasPrefix("/log/")
            let view = await page.frame(for: session, on: page.desk, isLive: false).message(
                isOfLog ? "The log has no session of that name" : "There is nothing at this address",
                [
                    isOfLog
                        ? "A session is named by its id, which its receipt shows, and the log lists them all."
                        : "A link may be old, or an address mistyped. Nothing was done."
                ], link: isOfLog ? ("/log", "Back to the log") : ("/", "Back to the desk"))
            return page.templates.answer(view, status: .notFound)
        }
    }
}
