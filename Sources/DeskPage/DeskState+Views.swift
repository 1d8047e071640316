import AuditLog
import CallGuide
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
    func deskView(for session: PageSession) async -> PageView {
        let frame = frame(for: session, on: desk)
        let report = await desk.readiness()
        var running: (text: String, href: String?)?
        if let current = await desk.current, current.shown.standing.isGoingOn {
            running = ("A session to \(current.workflow.phrase) is going on here.", "/session")
        } else if case .held(let holder)? = workplace.whoIsAtTheDesk() {
            running = (holder?.sentence ?? "A session is going on at this desk.", nil)
        }
        let unfinished = running == nil ? try? await workplace.unfinishedSession() : nil
        return DeskView(
            frame: frame, asking: await desk.askingAtDesk, readers: await desk.readerMembers(canAsk: running == nil),
            isServiceAway: await desk.present.trouble != nil, report: report, unfinished: unfinished, running: running,
            call: callNow,
            due: await dueLook.known.flatMap(DueView.sentence),
            trouble: standingTrouble.map { PageNotice(kind: .bad, title: "It can't begin", text: $0) }
        ).view
    }

    /// The guided session, or that there is none.
    func sessionView(for session: PageSession, on desk: ShownDesk, isStill: Bool) async -> PageView {
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
            calls: desk.calls, isStill: isStill
        ).view
    }

    private var callNow: String? {
        guard let guide, let system = guide.system("smartcards"), let answer = answer(guide, system) else { return nil }
        // Somebody to turn to: that this computer can do it stands beside, as a job.
        let open = answer.contacts.filter { $0.state.isOpen && [.form, .phone, .role].contains($0.contact.kind) }
        let first = open.first { $0.contact.kind == .phone } ?? open.first
        return [first?.sentence, answer.digitalSupport.sentence].compactMap(\.self).joined(separator: " ")
    }

    private func answer(_ guide: SupportGuide, _ system: SupportSystem) -> CallAnswer? {
        guard let holidays else { return nil }
        return guide.answer(
            CallQuestion(
                system: system, site: workplace.configuration.site, at: workplace.now,
                digitalHours: workplace.configuration.digitalSupport),
            holidays: holidays
        ).said(by: \.phrase)
    }

    func callView(for session: PageSession, system: String?) -> PageView {
        let frame = frame(for: session, on: desk, isLive: false)
        guard let guide else {
            return frame.message(
                "Whom to call can't be told",
                ["This site's own file is wrong. Tell whoever looks after this computer."])
        }
        return frame.call(
            system.flatMap { guide.system($0) }.flatMap { answer(guide, $0) }, in: guide, at: workplace.now)
    }

    /// - Parameter capacity: renewals on a working day, as it was typed.
    func dueView(for session: PageSession, capacity: String) async -> PageView {
        let frame = frame(for: session, on: desk, isLive: false)
        guard let answer = await dueLook.fresh() else {
            return frame.message(
                "No card is known yet", ["This desk has no log yet. The first session makes it."],
                link: ("/", "Back to the desk"))
        }
        let typed = capacity.filter { !$0.isWhitespace }
        let number = Int(typed).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
        var view = DueView(frame: frame, answer: number.map(answer.at) ?? answer, capacity: typed)
        if !typed.isEmpty, number == nil { view.problem = "Type a whole number from 1 to 1000000." }
        return view.view
    }

    func handbookView(for session: PageSession) -> PageView {
        let practice = (try? workplace.rulebook().practice) ?? .standard
        return frame(for: session, on: desk, isLive: false).handbook(practice, at: workplace.now)
    }

    func preflightView(for session: PageSession) async -> PageView {
        frame(for: session, on: desk, isLive: false).preflight(await desk.readiness(isFresh: true))
    }
}

extension ShownDesk {
    /// Forms at the desk are for this state of it: not begun, or begun.
    var askingAtDesk: String { "\(name)-\(current?.number ?? 0)" }

    /// Forms in the session are for this question.
    var asking: String { "\(askingAtDesk)-\(current?.shown.standing.asking ?? 0)" }

    func readerMembers(canAsk: Bool, inRow: Bool = false) -> [String: JSONValue] {
        noteReports()
        return ReaderViews.members(
            present.readers, trouble: present.trouble, canAsk: canAsk, inRow: inRow, known: { report(of: $0) })
    }
}
