import AuditLog
import CallGuide
import CardIdentity
import DeskSession
import Foundation
import Handbook
import Instants
import JSON
import PageFoundation
import PlainText
import WorkingDays
import Workplace
import WorkstationSettings

extension DeskState {
    func frame(for session: PageSession, on desk: ShownDesk, isLive: Bool = true) -> Frame {
        let gate = gate
        let place = [workplace.name, workplace.configuration.site].compactMap(\.self).map { "\(SafeText($0))" }
        return Frame(
            place: place.joined(separator: ", "), base: desk.base, isSimulated: desk.workplace.isSimulated,
            lastEvent: isLive ? desk.hub.last.description : nil,
            token: { gate.formToken(for: session, asking: $0) }, assets: templates.assetPath)
    }

    /// The first view.
    func deskView(for session: PageSession, trouble: Notice? = nil) async -> View {
        let frame = frame(for: session, on: desk)
        let report = await desk.readiness()
        var running: (text: String, href: String?)?
        if let current = await desk.current, current.shown.standing.receipt == nil,
            current.shown.standing.failure == nil
        {
            running = ("A session to \(current.workflow.rawValue) is going on here.", "/session")
        } else if case .held(let holder)? = workplace.whoIsAtTheDesk() {
            running = (holder?.sentence ?? "A session is going on at this desk.", nil)
        }
        let unfinished = running == nil ? try? await workplace.unfinishedSession() : nil
        return DeskView(
            frame: frame, asking: await desk.askingAtDesk, readers: await desk.readerMembers(canAsk: running == nil),
            report: report, unfinished: unfinished, running: running, call: callNow, trouble: trouble
        ).view
    }

    /// The guided session, or that there is none.
    func sessionView(for session: PageSession, on desk: ShownDesk, isStill: Bool) async -> View {
        let frame = frame(for: session, on: desk)
        guard let current = await desk.current else {
            return frame.message(
                "No session is going on", ["Begin one at the desk."],
                link: (desk.base.isEmpty ? "/" : desk.base, desk.base.isEmpty ? "To the desk" : "To the scenarios"))
        }
        return SessionViews(
            frame: frame, workflow: current.workflow, session: current.id, standing: current.shown.standing,
            asking: await desk.asking, version: current.shown.version,
            readers: await desk.readerMembers(canAsk: false, inRow: true),
            calls: desk.workplace.routeCalls(), isStill: isStill
        ).view
    }

    private var callNow: String? {
        guard let guide = try? workplace.supportGuide(), let system = guide.system("smartcards"),
            let answer = answer(guide, system)
        else { return nil }
        let open = answer.contacts.filter(\.state.isOpen)
        let first = open.first { $0.contact.kind == .phone } ?? open.first
        return [first?.sentence, answer.digitalSupport.sentence].compactMap(\.self).joined(separator: " ")
    }

    private func answer(_ guide: SupportGuide, _ system: SupportSystem) -> CallAnswer? {
        guard let holidays = try? BankHolidays.england() else { return nil }
        return guide.answer(
            CallQuestion(
                system: system, site: workplace.configuration.site, at: workplace.now,
                digitalHours: workplace.configuration.digitalSupport),
            holidays: holidays)
    }

    func callView(for session: PageSession, system: String?) -> View {
        let frame = frame(for: session, on: desk, isLive: false)
        guard let guide = try? workplace.supportGuide() else {
            return frame.message("Whom to call can't be told", ["This site's own file is wrong. 'ra call' says where."])
        }
        return frame.call(
            system.flatMap { guide.system($0) }.flatMap { answer(guide, $0) }, in: guide, at: workplace.now)
    }

    func handbookView(for session: PageSession) -> View {
        let practice = (try? workplace.rulebook().practice) ?? .standard
        return frame(for: session, on: desk, isLive: false).handbook(practice, at: workplace.now)
    }

    func preflightView(for session: PageSession) async -> View {
        frame(for: session, on: desk, isLive: false).preflight(await desk.readiness(isFresh: true))
    }

    // MARK: The log

    func logView(for session: PageSession, fields: [String: String]) async -> View {
        let frame = frame(for: session, on: desk, isLive: false)
        let (filter, problem) = LogFilterFields.read(fields)
        var view = LogView(frame: frame, fields: fields.filter { !$0.value.isEmpty }, filter: filter, problem: problem)
        do {
            let reader = try await LogReader.open(at: workplace.auditLogPlace.path)
            view.size = try await reader.size()
            view.checkpoint = try await reader.lastCheckpoint().map { "\($0.code)" }
            view.weeks = try await weeks(in: reader)
            guard problem == nil else { return view.view }
            let before = fields["before"].flatMap { Int64($0) } ?? .max
            var found: [StoredEvent] = []
            var scan = reader.scan(try filter.query(now: workplace.now), newestFirst: true)
            while found.count <= LogView.pageSize, let page = try await scan.nextPage() {
                found += page.filter { $0.seq < before }
            }
            view.hasOlder = found.count > LogView.pageSize
            view.events = found.prefix(LogView.pageSize).reversed()
        } catch let mistake as EventFilter.Mistake {
            view.problem = LogFilterFields.sentence(for: mistake)
        } catch let error as AuditLogError {
            view.trouble = error.reason == .missing ? "There is no log yet: the first session makes it." : "\(error)"
        } catch {
            view.trouble = "\(error)"
        }
        return view.view
    }

    /// The last twelve weeks.
    private func weeks(in reader: LogReader) async throws -> [WeekCount] {
        let today = LondonTime.date(workplace.now)
        let monday = today.adding(days: Int64(1 - today.weekday.rawValue))
        var weeks = (0..<12).map { WeekCount(monday: monday.adding(days: Int64(-7 * (11 - $0)))) }
        var query = EventQuery()
        query.code = .outcome
        let start = LondonTime.instant(weeks[0].monday)
        query.since = start
        var scan = reader.scan(query)
        while let page = try await scan.nextPage() {
            for event in page {
                guard let json = try? event.json(), json["simulated"] != true || workplace.isSimulated,
                    ["verified", "confirmedByOperator"].contains(json["outcome"]?.string ?? ""),
                    let time = json["time"]?.string.flatMap({ UTCInstant(rfc3339: $0) })
                else { continue }
                let index = Int(time.secondsSince1970 - start.secondsSince1970) / Int(7 * UTCInstant.secondsPerDay)
                guard weeks.indices.contains(index) else { continue }
                if json["action"] == "unlock" { weeks[index].unlocks += 1 }
                if json["action"] == "renew" { weeks[index].renewals += 1 }
            }
        }
        return weeks
    }

    func verificationView(for session: PageSession) async -> View {
        let frame = frame(for: session, on: desk, isLive: false)
        do {
            let path = workplace.auditLogPlace.path
            let verification = try await LogVerifier.verify(path, against: VerificationReference())
            let checkpoint = try? await LogReader.open(at: path).lastCheckpoint().map { "\($0.code)" }
            return frame.verification(verification, checkpoint: checkpoint)
        } catch {
            return frame.message("The log can't be verified", ["\(error)"], link: ("/log", "Back to the log"))
        }
    }

    /// Nil where the log has no such session.
    func storyView(for session: PageSession, of name: String) async -> View? {
        guard name.isSessionID, let reader = try? await LogReader.open(at: workplace.auditLogPlace.path) else {
            return nil
        }
        var query = EventQuery()
        query.session = name
        var events: [JSONValue] = []
        var scan = reader.scan(query)
        while let page = try? await scan.nextPage() { events += page.compactMap { try? $0.json() } }
        guard !events.isEmpty else { return nil }
        return frame(for: session, on: desk, isLive: false).story(name, SessionStory(events, isInFull: false))
    }
}

extension ShownDesk {
    /// Forms at the desk are for this state of it: not begun, or begun.
    var askingAtDesk: String { "desk-\(current?.number ?? 0)" }

    /// Forms in the session are for this question.
    var asking: String { "\(current?.number ?? 0)-\(current?.shown.standing.asking ?? 0)" }

    func readerMembers(canAsk: Bool, inRow: Bool = false) -> [String: JSONValue] {
        noteReports()
        return ReaderViews.members(
            present.readers, trouble: present.trouble, canAsk: canAsk, inRow: inRow, known: { report(of: $0) })
    }
}
