import AuditLog
import DeskSession
import HTTPTypes
import Handbook
import Hummingbird
import JSON
import NIOCore
import PageFoundation
import Preflight
import VirtualCards
import Workplace

/// Every address of the page. What may ask was settled before a request comes here.
struct DeskRoutes: Sendable {
    typealias Context = PageRequestContext

    let page: DeskState

    func router() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: NothingHere(page: page))
        router.get("/") { _, context in show(await page.deskView(for: try context.session)) }
        router.post("/whose") { _, context in
            guard let form = form(context), form.asking == (await page.desk.askingAtDesk),
                let epoch = (try? form.fields.one("epoch")).flatMap({ $0.flatMap { UInt64($0) } })
            else { return seeOther("/") }
            await page.desk.examine(epoch: epoch)
            return seeOther("/")
        }
        for isPractice in [false, true] { addSession(to: router, isPractice: isPractice) }
        router.get("/log") { request, context in
            let fields = request.addressFields
            let session = try context.session
            if fields["verify"] != nil {
                return show(await page.verificationView(for: session, code: fields["code"] ?? ""))
            }
            if fields["checkpoint"] != nil {
                guard let file = await page.lastCheckpoint() else { throw HTTPError(.notFound) }
                return Response(
                    status: .ok,
                    headers: [
                        .contentType: "text/plain; charset=utf-8",
                        .contentDisposition: "attachment; filename=\"\(file.name)\"",
                    ],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: file.note)))
            }
            return show(await page.logView(for: session, fields: fields))
        }
        router.get("/log/:session") { _, context in
            guard let name = context.parameters.get("session"),
                let view = await page.storyView(for: try context.session, of: name)
            else { throw HTTPError(.notFound) }
            return show(view)
        }
        router.get("/due") { request, context in
            show(await page.dueView(for: try context.session, capacity: request.addressFields["capacity"] ?? ""))
        }
        router.get("/call") { request, context in
            show(await page.callView(for: try context.session, system: request.addressFields["system"]))
        }
        router.get("/handbook") { _, context in show(await page.handbookView(for: try context.session)) }
        router.get("/preflight") { _, context in show(await page.preflightView(for: try context.session)) }
        router.get("/practice") { _, context in
            show(await page.practiceView(for: try context.session))
        }
        router.post("/practice") { _, context in
            guard let form = self.form(context), form.asking == (await page.askingForPractice),
                let name = try? form.fields.one("scenario"), Scenario.builtInNames.contains(name)
            else { return seeOther(await page.practice == nil ? "/practice" : "/practice/session") }
            return seeOther(await page.practise(name) ? "/practice/session" : "/practice")
        }
        router.get("/assets/:hash/:name") { _, context in try page.templates.asset(context.parameters) }
        return router
    }

    private func addSession(to router: Router<Context>, isPractice: Bool) {
        let base = isPractice ? "/practice" : ""
        router.get("\(base)/session") { request, context in
            guard let desk = await page.shown(isPractice: isPractice) else { return seeOther("/practice") }
            let view = await page.sessionView(
                for: try context.session, on: desk, isStill: request.addressFields["still"] != nil)
            return show(view)
        }
        router.post("\(base)/session") { _, context in
            guard let desk = await page.shown(isPractice: isPractice), let form = self.form(context) else {
                return seeOther("/practice")
            }
            return await answer(form, on: desk)
        }
        router.get("\(base)/events") { request, context in
            guard let desk = await page.shown(isPractice: isPractice) else { throw HTTPError(.notFound) }
            return desk.hub.response(to: request, context: context)
        }
    }

    /// What was posted to a session. A form for an asking that no longer stands changes nothing.
    private func answer(_ form: PostedForm, on desk: ShownDesk) async -> Response {
        let there = desk.base + "/session"
        func field(_ name: String) -> String? { (try? form.fields.one(name)) ?? nil }
        if let job = field("job").flatMap(SessionJob.init(named:)) { return await begin(job, form, on: desk) }
        if let name = field("resume") {
            guard let logged = try? await desk.workplace.unfinishedSession(named: name) else { return seeOther("/") }
            return await begin(SessionJob(takingUp: logged), form, on: desk)
        }
        guard let current = await desk.current, form.asking == (await desk.asking) else { return seeOther(there) }
        let shown = current.shown
        let asking = shown.standing.asking
        let version = shown.version
        if field("stop") != nil {
            shown.stop()
        } else if let key = field("change") {
            guard shown.change(asking: asking, key: key) else { return seeOther(there) }
        } else if field("key") == SessionKeys.ownCard, shown.standing.question?.key != SessionKeys.ownCard {
            shown.cardIsOwn()
        } else {
            guard let question = shown.standing.question, field("key") == nil || field("key") == question.key else {
                return seeOther(there)
            }
            var values = form.fields.all("value")
            if !question.steps.isEmpty, values == ["failed"], let code = field("code"), !code.isEmpty {
                values = [code]
            }
            guard let value = AnswerChoices.answer(values, to: question) else {
                shown.reject("Choose an answer, or type one.")
                return seeOther(there)
            }
            guard shown.answer(asking: asking, value) else { return seeOther(there) }
        }
        await shown.settle(after: version)
        return seeOther(there)
    }

    private func begin(_ job: SessionJob, _ form: PostedForm, on desk: ShownDesk) async -> Response {
        guard form.asking == (await desk.askingAtDesk) else { return seeOther(desk.base + "/session") }
        await page.endPractice()
        await page.forgetTrouble()
        do {
            try await desk.begin(job)
            return seeOther(desk.base + "/session")
        } catch {
            await page.keep(trouble: error.sentence)
            return seeOther("/")
        }
    }

    // MARK: Requests and answers

    private func form(_ context: Context) -> PostedForm? { context.access?.form }

    private func show(_ view: PageView) -> Response { page.templates.answer(view) }

    private func seeOther(_ address: String) -> Response { Response(status: .seeOther, headers: [.location: address]) }
}

extension SessionJob {
    /// As the buttons name it.
    init?(named name: String) {
        if let workflow = Workflow(rawValue: name) {
            self.init(workflow)
        } else if name.hasPrefix("own-"), let workflow = Workflow(rawValue: String(name.dropFirst(4))) {
            self.init(workflow, cardIsOwn: true)
        } else {
            return nil
        }
    }
}

extension DeskState {
    /// The forms that begin a practice are for this one of them.
    var askingForPractice: String { "scenarios-\(practiceNumber)" }

    func practiceView(for session: PageSession) async -> PageView {
        let isBusy = await desk.isGoingOn
        return frame(for: session, on: desk, isLive: false).practice(
            asking: askingForPractice, isBusy: isBusy)
    }

    /// Begins a scenario; false while a session is going on.
    func practise(_ scenario: String) async -> Bool {
        guard !(await desk.isGoingOn) else { return false }
        do {
            try await beginPractice(scenario)
            guard let practice else { return false }
            try await practice.begin(SessionJob(PracticeScenario(name: scenario).workflow))
            return true
        } catch {
            return false
        }
    }
}

extension WorkplaceError {
    /// For a person at a page.
    var sentence: String {
        switch self {
        case .service(_, let finding): finding.summary
        case .log(let error):
            "The log can't be written, so nothing is done. \(error)" + (error.advice.map { " \($0.sentences)" } ?? "")
        case .atWork(let holder): holder?.sentence ?? "A session is going on at this desk."
        case .siteFile(_, let file): "This site's own file \(file) can't be read."
        case .siteMistake(let mistake): "\(mistake)"
        case .temporaryFolder(let folder): "No log for practice can be made in \(folder)."
        case .fact(let reason), .fault(let reason): reason
        case .scenario(let error): "\(error)"
        case .configuration(let error): "\(error)"
        }
    }
}
