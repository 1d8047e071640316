import AuditLog
import Foundation
import Instants
import JSON
import PageFoundation
import Testing

@testable import CollectorPage

/// What each view makes of an estate's answers.
@Suite struct AuditorViewTests {
    private func pages(_ estate: HeldEstate) throws -> AuditorPages {
        AuditorPages(estate: estate, frame: AuditorFrame(assets: "/assets/0")) { HeldEstate.now }
    }

    private func html(_ view: PageView) throws -> String { try PageTemplates.ofAuditor().render(view) }

    @Test func `the estate names each desk, how it stands, and where two histories were signed`() async throws {
        let page = try html(try await pages(.some).estateView())
        for text in [
            HeldEstate.osprey, HeldEstate.heron, "Two histories", "In order", "Retired", "Clock set back",
            "A fork is on record", "4 without body", "Night desk", "2026.2", "/forks",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test func `an estate without desks says how one is enrolled`() async throws {
        let page = try html(try await pages(HeldEstate()).estateView())
        #expect(page.contains("No desk is enrolled yet"))
        #expect(page.contains("ra-collector enrol VKEY"))
    }

    @Test func `every state has words of its own`() {
        #expect(Set(EstateDesk.State.allCases.map(\.tag)).count == EstateDesk.State.allCases.count)
        #expect(Set(EstateDesk.State.allCases.map(\.explanation)).count == EstateDesk.State.allCases.count)
    }

    @Test(arguments: [["outcome": "good"], ["subject": "12"], ["question": "card-history"], ["since": "soon"]])
    func `a filter that means nothing is said, and nothing is searched`(fields: [String: String]) async throws {
        let estate = HeldEstate.some
        let page = try html(try await pages(estate).searchView(fields))
        #expect(page.contains("data-error=\"badFilter\""))
        #expect(page.contains("Nothing was searched for"))
        #expect(estate.searches.all.isEmpty)
    }

    @Test func `filters lead to the desks, and pages keep them`() async throws {
        let estate = HeldEstate.some
        let first = try html(try await pages(estate).searchView(["desk": HeldEstate.osprey]))
        #expect(estate.searches.all.map(\.desk) == [HeldEstate.osprey])
        #expect(first.components(separatedBy: "<tr role=\"row\"><td").count == 51)
        #expect(first.contains("/search?desk=ra-workstation%2FOSPREY%2F00000000&amp;page=2"))
        let second = try html(try await pages(estate).searchView(["desk": HeldEstate.osprey, "page": "2"]))
        #expect(second.components(separatedBy: "<tr role=\"row\"><td").count == 11)
        #expect(!second.contains("Older ones") && second.contains("Newer ones"))
    }

    @Test(arguments: ["0", "-3", "9999999999999999999", "99", "x"])
    func `a page that can't be is one that can`(page: String) async throws {
        let estate = HeldEstate.some
        _ = try await pages(estate).searchView(["page": page])
        #expect(estate.searches.all.count == 1)
    }

    @Test func `a person is shown as holder and as operator over all desks`() async throws {
        let holder = try html(try await pages(.some).personView("000444555666"))
        #expect(holder.contains("As the holder of a card") && holder.contains("All 61 events"))
        let someone = try html(try await pages(.some).personView(" 000 111 222 333 "))
        #expect(someone.contains("As an operator"))
        #expect(someone.contains("/search?operator=000111222333"))
        let unheard = try html(try await pages(.some).personView("999999999999"))
        #expect(unheard.contains("Nothing is known of this person"))
        let wrong = try html(try await pages(.some).personView("12"))
        #expect(wrong.contains("data-error=\"badUUID\""))
    }

    @Test func `a session is told as its desk recorded it, and of two desks' sessions of one name both are`()
        async throws
    {
        var estate = HeldEstate.some
        estate.log.append(HeldEstate.event(2, of: HeldEstate.heron, session: "0000-0000-0001"))
        let view = try #require(try await pages(estate).sessionView("0000-0000-0001", desk: nil))
        let page = try html(view)
        #expect(page.contains(HeldEstate.osprey) && page.contains(HeldEstate.heron))
        #expect(try await pages(estate).sessionView("0000-0000-9999", desk: nil) == nil)
        #expect(try await pages(estate).sessionView("../..", desk: nil) == nil)
    }

    @Test func `a month is drawn and written, day by day and by how the work ended`() async throws {
        let view = try await pages(.some).monthView(["month": "2026-11"])
        let days = try #require(view.context["done"]?.array)
        #expect(days.count == 30)
        #expect(days[2]["unlocks"] == 4 && days[2]["renewals"] == 2 && days[2]["height1"] == 120)
        #expect(days[2]["height2"] == 60)
        #expect(view.context["notDone"]?.array?.last?["refused"] == 1)
        let page = try html(view)
        #expect(page.contains("November 2026") && page.contains("<svg") && page.contains("3 November 2026"))
        #expect(page.contains("October 2026") && !page.contains("December 2026"))
        #expect(page.contains("since=01%2F11%2F2026&amp;until=30%2F11%2F2026"))
        // In the words of a desk's own report; the filter takes the code.
        #expect(page.contains(">confirmed by operator</a>") && !page.contains(">confirmedByOperator<"))
        #expect(page.contains("outcome=confirmedByOperator&amp;"))
    }

    @Test(arguments: ["soon", "2026-13", "0001-01", "9999-12", "2026-1", "2026-11-01"])
    func `what is no month is said`(text: String) async throws {
        #expect(try html(try await pages(.some).monthView(["month": text])).contains("data-error=\"badMonth\""))
    }

    @Test func `a month with summer time's end has its 25 hours`() {
        let range = CivilMonth(iso8601: "2026-10")!.range
        #expect(range.until.secondsSince1970 - range.since.secondsSince1970 + 1 == 31 * 86_400 + 3600)
    }

    @Test func `a desk that nobody knows is the question's mistake`() async throws {
        #expect(
            try html(try await pages(.some).monthView(["desk": "nobody"])).contains("No desk has a log of that name"))
    }

    @Test func `forks lead to their evidence, and none is said too`() async throws {
        #expect(try html(try await pages(.some).forksView()).contains("href=\"/forks/7\""))
        #expect(try html(try await pages(HeldEstate()).forksView()).contains("None is on record"))
    }

    @Test func `text from desks can't become markup in any view`() async throws {
        let hostile = #"<script>alert("1")</script>'&\#u{202E}"#
        var estate = HeldEstate()
        estate.held = [
            EstateDesk(
                origin: hostile, site: hostile, note: hostile, succeeds: hostile, size: 1, state: .ok, ruleSet: hostile)
        ]
        let members = [
            "event", "session", "operator", "subject", "action", "outcome", "workstation", "site", "route",
        ].map { ($0, JSONValue.string(hostile)) }
        let all = JSONValue.object(Dictionary(uniqueKeysWithValues: members))
        var withSession = Dictionary(uniqueKeysWithValues: members)
        withSession["session"] = "0000-0000-0001"
        withSession["time"] = "2026-11-26T03:00:00Z"
        estate.log = [
            EstateEvent(origin: hostile, site: hostile, event: StoredEvent(seq: 1, body: try all.line())),
            EstateEvent(
                origin: hostile, site: hostile,
                event: StoredEvent(seq: 2, body: try JSONValue.object(withSession).line())),
            EstateEvent(origin: hostile, site: hostile, event: StoredEvent(seq: 3, body: "no JSON")),
        ]
        estate.outcomes = [
            EstateWork(day: CivilDate(iso8601: "2026-11-03")!, action: hostile, outcome: hostile, count: 1)
        ]
        estate.onRecord = [EstateFork(id: 1, origin: hostile, kind: hostile, at: HeldEstate.now)]
        let pages = try pages(estate)
        let views = [
            try await pages.estateView(), try await pages.searchView([:]),
            try await pages.searchView(["session": hostile, "workstation": hostile, "desk": hostile]),
            try await pages.personView("000444555666"), try await pages.personView(hostile),
            try #require(try await pages.sessionView("0000-0000-0001", desk: nil)),
            try await pages.monthView([:]), try await pages.monthView(["desk": hostile, "site": hostile]),
            try await pages.monthView(["month": hostile]), try await pages.forksView(),
            pages.frame.trouble(.away(hostile), address: "/"), pages.frame.trouble(.damaged(hostile), address: "/"),
            pages.frame.trouble(.unknownDesk(hostile), address: "/"),
            pages.frame.trouble(.unknownSite(hostile), address: "/"),
        ]
        for view in views {
            let page = try html(view)
            #expect(!page.contains("<script"), "\(view.template)")
            #expect(!page.contains("alert(\"1\")"), "\(view.template)")
        }
        #expect(try html(views[0]).contains("&lt;script&gt;"))
        #expect(
            try html(views[1]).contains("It can&#39;t be read") || (try html(views[1]).contains("It can't be read")))
    }

    @Test func `each trouble is a sentence and what to do`() throws {
        let frame = AuditorFrame(assets: "")
        let away = try html(frame.trouble(.away("no such socket"), address: "/month?month=2026-11"))
        #expect(away.contains("is away") && away.contains("systemctl status postgresql"))
        #expect(away.contains("href=\"/month?month=2026-11\""))
        #expect(try html(frame.trouble(.damaged("x"), address: "/")).contains("ra-collector verify"))
    }
}
