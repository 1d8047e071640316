import AuditLog
import Foundation
import Instants
import JSON
import LogViews
import PageFoundation
import Workplace

extension DeskState {
    func logView(for session: PageSession, fields: [String: String]) async -> PageView {
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
            view.isMissing = error.reason == .missing
            if !view.isMissing { view.trouble = "\(error)" + (error.advice.map { " \($0.sentences)" } ?? "") }
        } catch {
            view.trouble = "\(error)"
        }
        return view.view
    }

    /// The last twelve weeks.
    private func weeks(in reader: LogReader) async throws -> [CountedWeek] {
        let today = LondonTime.date(workplace.now)
        let monday = today.adding(days: Int64(1 - today.weekday.rawValue))
        var weeks = (0..<12).map {
            CountedWeek(monday: monday.adding(days: Int64(-7 * (11 - $0))), counts: [0, 0])
        }
        var query = EventQuery()
        query.code = .outcome
        let start = LondonTime.instant(weeks[0].monday)
        query.since = start
        var scan = reader.scan(query)
        while let page = try await scan.nextPage() {
            for event in page {
                guard let logged = try? event.logged(), !logged.isSimulated || workplace.isSimulated,
                    [.verified, .confirmedByOperator].contains(logged.outcome), let time = logged.time
                else { continue }
                let index = Int(time.secondsSince1970 - start.secondsSince1970) / Int(7 * UTCInstant.secondsPerDay)
                guard weeks.indices.contains(index) else { continue }
                if logged.action == "unlock" { weeks[index].counts[0] += 1 }
                if logged.action == "renew" { weeks[index].counts[1] += 1 }
            }
        }
        return weeks
    }

    func verificationView(for session: PageSession, code: String) async -> PageView {
        let frame = frame(for: session, on: desk, isLive: false)
        let reader = try? await LogReader.open(at: workplace.auditLogPlace.path)
        var view = VerifyView(frame: frame, checkpoint: nil, code: code)
        view.checkpoint = try? await reader?.lastCheckpoint().map { "\($0.code)" }
        let given = CheckpointCode(code)
        if given == nil, !code.isEmpty {
            view.problem = "That isn't a checkpoint's code. It looks like 1042-7Q4K-M2XA-9BTF."
        }
        switch await logCheck.look(against: given.map { [$0] } ?? []) {
        case .running(let looked, let size): return view.running(looked: looked, of: size)
        case .done(.success(let verification)): return view.done(verification)
        case .done(.failure(let error)):
            return frame.message("The log can't be verified", ["\(error)"], link: ("/log", "Back to the log"))
        }
    }

    /// The last checkpoint, as a file that proves something once it has left this computer; nil where there is none.
    func lastCheckpoint() async -> (name: String, note: String)? {
        guard let reader = try? await LogReader.open(at: workplace.auditLogPlace.path),
            let checkpoint = try? await reader.lastCheckpoint()
        else { return nil }
        return ("checkpoint-\(checkpoint.size).txt", checkpoint.note)
    }

    /// Nil where the log has no such session.
    func storyView(for session: PageSession, of name: String) async -> PageView? {
        guard name.isSessionID, let reader = try? await LogReader.open(at: workplace.auditLogPlace.path) else {
            return nil
        }
        var query = EventQuery()
        query.session = name
        var events: [LoggedEvent] = []
        var scan = reader.scan(query)
        while let page = try? await scan.nextPage() { events += page.compactMap { try? $0.logged() } }
        guard !events.isEmpty else { return nil }
        return frame(for: session, on: desk, isLive: false).story(name, SessionStory(events, isInFull: false))
    }
}
