import AuditLog
import Instants
import LogViews
import PageFoundation

/// What stands at each address, made from the estate's answers.
struct AuditorPages: Sendable {
    let estate: any Estate
    let frame: AuditorFrame
    let now: @Sendable () -> UTCInstant

    func estateView() async throws(EstateTrouble) -> PageView {
        EstateView(frame: frame, desks: try await estate.desks(), forks: try await estate.forks(), now: now()).view
    }

    func searchView(_ fields: [String: String]) async throws(EstateTrouble) -> PageView {
        let given = fields.filter { !$0.value.isEmpty && $0.key != "page" }
        let (filter, problem) = LogFilterFields.read(given)
        let page = min(max(fields["page"].flatMap { Int($0) } ?? 1, 1), SearchView.mostPages)
        var view = SearchView(frame: frame, fields: given, filter: filter, problem: problem, page: page)
        guard problem == nil else { return view.view }
        do {
            let search = EstateSearch(try filter.query(now: now()), desk: given["desk"], site: given["site"])
            let found = try await estate.events(search, limit: page * SearchView.pageSize + 1)
            view.events = Array(found.dropFirst((page - 1) * SearchView.pageSize))
        } catch let mistake as EventFilter.Mistake {
            view.problem = LogFilterFields.sentence(for: mistake)
        } catch let trouble as EstateTrouble {
            guard let sentence = trouble.mistake else { throw trouble }
            view.problem = sentence
        } catch {
            throw .damaged("\(error)")
        }
        return view.view
    }

    func personView(_ typed: String) async throws(EstateTrouble) -> PageView {
        let uuid = typed.filter { !$0.isWhitespace }
        var view = PersonView(frame: frame, uuid: uuid)
        guard !uuid.isEmpty else { return view.view }
        guard uuid.isPersonUUID else {
            view.problem = "A UUID has twelve digits."
            return view.view
        }
        var asHolder = EventQuery()
        asHolder.subject = uuid
        view.asHolder = try await part(asHolder)
        var asOperator = EventQuery()
        asOperator.operatorUUID = uuid
        view.asOperator = try await part(asOperator)
        return view.view
    }

    private func part(_ query: EventQuery) async throws(EstateTrouble) -> PersonView.Part {
        PersonView.Part(
            count: try await estate.count(EstateSearch(query)),
            events: try await estate.events(EstateSearch(query), limit: PersonView.most))
    }

    /// So many events of one session are told; no session has as many.
    private static let mostOfSession = 5_000

    /// Nil where no desk has such a session.
    ///
    /// - Parameter desk: the log that is meant; nil for all.
    func sessionView(_ id: String, desk: String?) async throws(EstateTrouble) -> PageView? {
        guard id.isSessionID else { return nil }
        var query = EventQuery()
        query.session = id
        let events = try await estate.events(EstateSearch(query, desk: desk), limit: Self.mostOfSession)
        // Two names that are Unicode-equal are two logs.
        let logs = Dictionary(grouping: events) { Array($0.origin.utf8) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
        guard !logs.isEmpty else { return nil }
        return frame.session(id, logs.map { ($0[0].origin, $0.map(\.event).sorted { $0.seq < $1.seq }) })
    }

    func monthView(_ fields: [String: String]) async throws(EstateTrouble) -> PageView {
        func field(_ name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }
        let this = CivilMonth(LondonTime.date(now()))
        let month = field("month").map { CivilMonth(typed: $0) } ?? this
        let (desk, site) = (field("desk"), field("site"))
        func view(_ work: [EstateWork], _ problem: String?) -> PageView {
            MonthView(
                frame: frame, month: month ?? this, now: now(), work: work, desk: desk, site: site, problem: problem
            ).view
        }
        guard let month else { return view([], "There is no such month. Type it as 2026-11.") }
        var query = EventQuery()
        (query.since, query.until) = month.range
        do {
            return view(try await estate.work(EstateSearch(query, desk: desk, site: site)), nil)
        } catch {
            guard let sentence = error.mistake else { throw error }
            return view([], sentence)
        }
    }

    func forksView() async throws(EstateTrouble) -> PageView { frame.forks(try await estate.forks()) }

    var checkingView: PageView { frame.checking(CivilMonth(LondonTime.date(now())).previous) }
}

extension EstateTrouble {
    /// What is wrong with the question, where it is the question's fault.
    fileprivate var mistake: String? {
        switch self {
        case .unknownDesk: "No desk has a log of that name. The estate lists all names."
        case .unknownSite: "No desk is enrolled for that site. The estate lists all sites."
        case .away, .slow, .damaged: nil
        }
    }
}
