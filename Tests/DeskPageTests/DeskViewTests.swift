import Instants
import PCSC
import PageFoundation
import Preflight
import Testing

@testable import DeskPage

/// The first view where no reader is to be seen.
@Suite struct DeskViewTests {
    private func page(_ present: PresentReaders) throws -> String {
        let frame = Frame(place: "", base: "", isSimulated: false, lastEvent: nil, token: { $0 }, assets: "/assets/0")
        let readers = ReaderViews.members(
            present.readers, trouble: present.trouble, canAsk: true, inRow: false, known: { _ in nil })
        let view = DeskView(
            frame: frame, asking: "", readers: readers, isServiceAway: present.trouble != nil,
            report: PreflightReport(
                at: UTCInstant(secondsSince1970: 0), workstation: "OSPREY-RA-01", site: nil, results: []))
        return try PageTemplates.ofDesk().render(view.view)
    }

    @Test func `without a reader the page says to plug one in`() throws {
        var present = PresentReaders()
        present.take(.snapshot([]))
        let page = try page(present)
        #expect(page.contains("<title>No card reader"))
        #expect(page.contains(">There is no card reader. Plug one in.</p>"))
    }

    @Test func `whom the card service refuses is told so, and not to plug in what is there`() throws {
        var present = PresentReaders()
        present.take(.serviceLost(PCSCError(.securityViolation, .status)))
        let refused = try page(present)
        #expect(refused.contains("<title>No card service"))
        #expect(refused.contains(">No card reader can be seen here. The card service refuses this user.</p>"))
        present.take(.serviceRestored)
        present.take(.snapshot([]))
        #expect(try page(present).contains(">There is no card reader. Plug one in.</p>"))
    }
}
