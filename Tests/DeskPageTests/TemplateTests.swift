import DeskSession
import Foundation
import Handbook
import JSON
import PCSC
import PageFoundation
import Testing
import Workplace

@testable import DeskPage

/// The templates with what the views give them.
@Suite struct TemplateTests {
    private let frame = Frame(
        place: "OSPREY-RA-01", base: "", isSimulated: false, lastEvent: "r-1", token: { "token-\($0)" },
        assets: "/assets/0")

    private func session(_ standing: Standing) -> PageView {
        SessionViews(
            frame: frame, workflow: .unlock, session: "0000-0000-0000", standing: standing, asking: "1-1", version: 1,
            readers: ReaderViews.members([], trouble: nil, canAsk: false, inRow: true) { _ in nil },
            calls: RouteCalls.none
        ).view
    }

    private func html(_ standing: Standing) throws -> String { try PageTemplates.ofDesk().render(session(standing)) }

    @Test func `text from outside can't become markup`() throws {
        let hostile = #"<script>alert("1")</script>'&"#
        var standing = Standing()
        standing.take(.raised(RaisedGuard(code: .cardRemoved, text: hostile)))
        standing.take(.say(Message(.warning, hostile)))
        let page = try html(standing)
        #expect(!page.contains("<script>alert"))
        #expect(page.contains("&lt;script&gt;"))
    }

    @Test func `no field takes a passcode, and the page says so`() throws {
        var standing = Standing()
        standing.take(
            .ask(
                Question(
                    about: .fact(.cardSeries), text: "Which?", why: "So.", form: .number(1...99), allowsUnknown: true)))
        let page = try html(standing)
        #expect(!page.contains(#"type="password""#))
        #expect(page.contains("No passcode is ever typed here"))
        #expect(page.contains(#"data-key="card.series""#))
        #expect(page.contains("token-1-1"))
    }

    @Test func `a guard stops everything: no form but its own is left`() throws {
        var standing = Standing()
        standing.take(.ask(Question(about: .own(.result), text: "?", why: "", form: .yesNo, allowsUnknown: false)))
        standing.take(.raised(RaisedGuard(code: .cardRemoved, text: "Put it back.")))
        let page = try html(standing)
        #expect(page.contains(#"data-guard="cardRemoved""#))
        #expect(page.contains(#"role="alert""#))
        #expect(!page.contains(#"data-key="result""#))
    }

    @Test func `the holder's turn fills the page, and names no operator's step`() throws {
        let step = StepToTake(number: 5, count: 6, text: "Type a new passcode.", isForHolder: true)
        var standing = Standing()
        standing.take(
            .ask(Question(about: .step(5), text: "", why: "", form: .step, allowsUnknown: false, steps: [step])))
        let page = try html(standing)
        #expect(page.contains(#"data-turn="holder""#))
        #expect(page.contains("look away"))
        #expect(page.contains(#"data-steps="5""#))
    }

    @Test func `the receipt has one outcome, and each route`() throws {
        var standing = Standing()
        let end = SessionEnd(
            route: .assistedUnlock, outcome: .verified,
            routes: [RouteResult(route: .assistedUnlock, outcome: .verified)],
            subject: "000444555666")
        standing.end(SessionReceipt(session: "0000-0000-0000", end: end, checkpoint: "1-AAAA"))
        let page = try html(standing)
        #expect(page.components(separatedBy: "data-outcome=").count == 2)
        #expect(page.contains(#"data-route="assisted-unlock""#))
        #expect(page.contains("000444555666"))
    }

    @Test func `the script has the same words for a reader's state as the server`() throws {
        let asset = try #require(try PageTemplates.ofDesk().assets["desk.js"])
        let script = String(decoding: asset.bytes, as: UTF8.self)
        for condition in [ReaderState.Condition.empty, .present, .inUse, .exclusive, .mute, .unavailable] {
            #expect(script.contains(ReaderViews.words(for: condition)), "\(condition)")
        }
    }
}
