import Foundation
import Handbook
import Testing

/// The page for a manager, and the error codes.
@Suite struct RulePageTests {
    private let html = RulePage(Rulebook()).html

    @Test func `every row, route and citation is on the page`() {
        for chapter in Chapter.all {
            #expect(html.contains("<h2 id=\"\(chapter.id)\">"))
            #expect(html.contains("href=\"#\(chapter.id)\""))
            for rule in chapter.table.all { #expect(html.contains("<th scope=\"row\">\(rule.id)</th>")) }
        }
        for warning in Warning.allCases { #expect(html.contains(warning.rawValue)) }
        for site in LocalPractice.standard.sites { #expect(html.contains(">\(site.id)<")) }
    }

    @Test func `it is well formed and readable without styles`() throws {
        // XML's parser refuses a tag left open. The void elements of the head are closed for it.
        let asXML = html.replacing("<!DOCTYPE html>", with: "").replacing("utf-8\">", with: "utf-8\"/>")
            .replacing("initial-scale=1\">", with: "initial-scale=1\"/>")
            .replacing("'unsafe-inline'\">", with: "'unsafe-inline'\"/>")
        var open: [String] = []
        for tag in asXML.matches(of: #/<(/?)([a-z0-9]+)[^>]*?(/?)>/#) {
            if !tag.3.isEmpty { continue }
            if tag.1.isEmpty { open.append(String(tag.2)) } else { #expect(open.popLast() == String(tag.2)) }
        }
        #expect(open.isEmpty)
        #expect(html.contains("<html lang=\"en-GB\">"))
        let tables = html.matches(of: #/<table>/#).count
        #expect(html.matches(of: #/<table>\n<caption>/#).count == tables && tables >= 14)
        #expect(!html.contains("<th>"))
        #expect(html.matches(of: #/<h1>/#).count == 1)
    }

    @Test func `a site's own text can't become markup`() {
        var practice = LocalPractice.standard
        practice.sites[0].name = "<script>alert(\"1\")</script> & more"
        let page = RulePage(Rulebook(practice: practice)).html
        #expect(!page.contains("<script>"))
        #expect(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more"))
    }

    @Test(arguments: [
        ("ERR1002", "ERR1002"), ("err1009", "ERR1009"), ("PR20002", "PR20002"), ("INF1014", "INF1014"),
        ("ERR5022", "ERR5022"), ("400_645", "400_645"), ("400_123", "400_xxx"), ("500_001", "500_xxx"),
        ("400_xxx", "400_xxx"), ("1000", "1000"), ("Error 1000", "1000"), ("ERR1000", "1000"),
        ("problem reading your smartcard", "Problem reading your smartcard"),
    ])
    func `each error of the help pages is explained`(text: String, code: String) throws {
        let error = try #require(ServiceError.lookUp(text))
        #expect(error.code == code)
        #expect(!error.meaning.isEmpty && !error.remedies.isEmpty)
    }

    @Test(arguments: ["", "ERR", "ERR9999", "400_12", "400_12a", "600_123", "10000"])
    func `another error is not explained away`(text: String) {
        #expect(ServiceError.lookUp(text) == nil)
    }
}
