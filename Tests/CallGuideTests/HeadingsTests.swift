import CallGuide
import Foundation
import Handbook
import Testing

/// Each citation is a heading of its document. The documents aren't in the repository; their headings are.
@Suite struct HeadingsTests {
    private func citations() throws -> Set<Citation> {
        let guide = try SupportGuide.standard()
        var found = Set(guide.systems.map(\.citation) + guide.problems.map(\.citation) + guide.inform.map(\.citation))
        for system in guide.systems {
            for lists in [system.contacts] + system.sites.values {
                found.formUnion((lists.digitalSupport + lists.noDigitalSupport).map(\.citation))
                found.formUnion(lists.inform.map(\.citation))
            }
        }
        return found.union([guide.lastResort.citation, guide.preparation.citation])
    }

    @Test func `each cited heading is in the list of headings`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/handbook-headings.txt")
        let known = Set(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init))
        let cited = try citations()
        #expect(cited.count > 40)
        for citation in cited {
            #expect(known.contains("\(citation.source)\t\(citation.section)"), "\(citation)")
        }
    }

    /// `RA_HANDBOOKS` names a folder with the documents as text, their names beginning with H10 and H9.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["RA_HANDBOOKS"] != nil))
    func `each cited heading is in the document itself`() throws {
        let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["RA_HANDBOOKS"] ?? "")
        for source in ["H10", "H9"] {
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: folder.path()).first { $0.hasPrefix(source + "-") })
            let text = plain(try String(contentsOf: folder.appending(path: name), encoding: .utf8))
            for citation in try citations() where citation.source == source {
                #expect(text.contains(plain(citation.section)), "\(citation)")
            }
        }
    }

    /// One kind of apostrophe, and single spaces.
    private func plain(_ text: String) -> String {
        text.replacing("’", with: "'").replacing("‘", with: "'").split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }
}
