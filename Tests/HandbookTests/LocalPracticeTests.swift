import Foundation
import Handbook
import Instants
import StrictYAML
import Testing

/// A site's own file.
@Suite struct LocalPracticeTests {
    private func practice(_ text: String) throws(YAMLMistake) -> LocalPractice {
        try LocalPractice(yaml: text, file: "site.yaml")
    }

    @Test(arguments: [
        ("roles:\n  night-owl: {}\n", "site.yaml:2: roles.night-owl: is not a known role; known: shift-manager"),
        ("sites:\n  - {id: a, name: A}\n  - {id: a, name: B}\n", "site.yaml:3: sites.2.id: is a site given twice"),
        ("sites:\n  - {id: a}\n", "site.yaml:2: sites.1: must have name"),
        ("sites:\n  - {id: Ä, name: A}\n", "sites.1.id: must be lower-case letters, digits and hyphens"),
        ("sites:\n  - {id: overseas, name: A}\n", "sites.1.id: can't be a site's id"),
        ("sites: []\n", "sites: must name at least one site"),
        ("sites:\n  - {id: a, name: A, secondReader: perhaps}\n", "sites.1.secondReader: must be one of"),
        ("sites:\n  - {id: a, name: \"A\\e[2J\"}\n", "sites.1.name: must be one line of 1 to 500 characters"),
        (
            """
            roles:
              staff:
                amend-email: no
                unlock: no
                renew: no
                renew-expired: no
                repair: no
                cites: [{section: "3"}]
            """, "site.yaml:8: roles.staff.cites.1: must have source"
        ),
        (
            """
            roles:
              staff: {amend-email: no, unlock: no, renew: no, renew-expired: no, repair: no,
                cites: [{source: X9, section: "3"}]}
            """, "site.yaml:3: roles.staff.cites.1.source: is not a document in the list of sources; known: H10"
        ),
        (
            """
            roles:
              staff: {amend-email: no, unlock: no, renew: no, renew-expired: no, repair: no, cites: []}
            """, "roles.staff.cites: must name at least one document"
        ),
        ("roles:\n  staff: {amend-email: no}\n", "site.yaml:2: roles.staff: must have unlock"),
        (
            "roles:\n  staff: {amend-email: no, unlock: no, renew: where-hosts-may-unlock}\n",
            "roles.staff.renew: can't depend on hostsMayUnlock"
        ),
        ("emailDomains: {domains: [nhs], complete: true}\n", "emailDomains.domains.1: must be a domain"),
        ("emailDomains: {domains: [nhs.net]}\n", "emailDomains: must have complete"),
        ("contacts: {cardSuplier: a}\n", "contacts.cardSuplier: is not known here"),
        ("sources:\n  - {id: A, title: T, nextReview: soon}\n", "sources.1.nextReview: must be a date"),
        ("sources:\n  - {id: A, title: T}\n  - {id: A, title: U}\n", "sources.2.id: is a document given twice"),
        ("colour: blue\n", "site.yaml:1: colour: is not known here"),
    ])
    func `a mistake is named with its line and key`(text: String, expected: String) throws {
        let mistake = #expect(throws: YAMLMistake.self) { try practice(text) }
        #expect(mistake?.description.contains(expected) == true, "\(mistake?.description ?? "none")")
    }

    @Test func `an empty file changes nothing`() throws {
        #expect(try practice("") == .standard)
        #expect(Rulebook(practice: try practice("")).ruleSet == Rulebook().ruleSet)
    }

    @Test func `a site's own data decides, and changes the rule set's name`() throws {
        let own = try practice(
            """
            sources:
              - {id: LOCAL, title: Local RA policy, version: "3", nextReview: 2027-01-05}
            sites:
              - {id: lighthouse, name: The Lighthouse, hostsMayUnlock: true}
            roles:
              rota-team: {amend-email: yes, unlock: no, renew: no, renew-expired: no, repair: no,
                cites: [{source: LOCAL, section: "4.1"}]}
            emailDomains: {domains: [Example.COM], complete: true}
            contacts: {cardSupplier: cards@example.com}
            """)
        let rulebook = Rulebook(practice: own)
        #expect(rulebook.ruleSet != Rulebook().ruleSet)
        #expect(own.roles[.rotaTeam]?.citations == [Citation("LOCAL", "4.1")])
        #expect(own.roles[.teamManager] == LocalPractice.standard.roles[.teamManager])
        let facts = try Case.facts {
            $0.holder.newEmail = "jo@nhs.net"
            $0.operator.role = .rotaTeam
            $0.workstation.site = "lighthouse"
        }
        #expect(rulebook.decide(.email, facts).reasons == [.domainNotListed])
        let listed = try Case.facts {
            $0.holder.newEmail = "jo@a.example.com"
            $0.operator.role = .rotaTeam
        }
        #expect(rulebook.decide(.email, listed).route == .amendInCIM)
        let lost = try Case.facts { $0.replace.reason = .lost }
        #expect(rulebook.decide(.replace, lost).steps.contains { $0.text.contains("cards@example.com") })
    }

    @Test func `the example that ships is sound`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/site.yaml")
        let own = try practice(String(contentsOf: file, encoding: .utf8))
        #expect(own.sites.map(\.id) == ["osprey", "lighthouse", "remote"])
        #expect(own.roles[.rotaTeam]?.renewExpired == .byCIMRole)
    }

    /// A change of what is decided must change the name that recorded decisions carry. Raise `Rulebook.version` too.
    @Test func `the standard rule set is the one that was reviewed`() {
        #expect(Rulebook().ruleSet == "2+2c7e29b94e29")
    }

    @Test func `every document that a rule or a role cites is in the list`() {
        let known = Set(LocalPractice.standard.sources.map(\.id))
        let cited =
            Chapter.all.flatMap { $0.table.all }.flatMap(\.citations)
            + LocalPractice.standard.roles.values.flatMap(\.citations)
        for citation in cited {
            #expect(known.contains(citation.source) && !citation.section.isEmpty)
            #expect(["DOR", "NWC"].contains(citation.source) == citation.section.contains("older"))
        }
        for chapter in Chapter.all { #expect(chapter.table.all.allSatisfy { !$0.citations.isEmpty }) }
    }

    @Test func `a document past its review is told`() throws {
        let h10 = try #require(LocalPractice.standard.sources.first { $0.id == "H10" })
        #expect(!h10.isReviewOverdue(on: try #require(CivilDate(iso8601: "2026-08-04"))))
        #expect(h10.isReviewOverdue(on: try #require(CivilDate(iso8601: "2026-08-05"))))
    }

    /// handbook-rules §3.
    @Test(arguments: [
        ("a@nhs.net", EmailDomains.Standing.listed), ("a@NHS.Net", .listed), ("a@b.c.nhs.uk", .listed),
        ("a@notnhs.net", .unverified), ("a@nhs.net.example", .unverified), ("a@gov.uk", .listed),
    ])
    func `a domain on the list or below one is listed, whatever the case of its letters`(
        address: String, standing: EmailDomains.Standing
    ) throws {
        let domain = try #require(EmailAddress(address)).domain
        #expect(LocalPractice.standard.emailDomains.standing(ofDomain: domain) == standing)
    }

    @Test(arguments: [
        "", "a", "@nhs.net", "a@", "a@nhs", "a@@nhs.net", "a@b@nhs.net", " a@nhs.net", "a@nhs.net ", "a b@nhs.net",
        "a\u{7F}@nhs.net", "é@nhs.net", ".a@nhs.net", "a.@nhs.net", "a..b@nhs.net", "a@-nhs.net", "a@nhs-.net",
        "a@nhs..net", "a@.nhs.net", "a@nhs.net.", "a@n_hs.net", "a@nhs.net\n",
        String(repeating: "a", count: 65) + "@nhs.net", "a@" + String(repeating: "b", count: 64) + ".net",
        "a@" + String(repeating: "bcdefghij.", count: 26) + "net",
    ])
    func `an address that isn't well formed is none`(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test(arguments: [
        "a@b.c", "jo.smith+ra@nhs.net", "!#$%&'*/=?^_`{|}~-@a-b.uk", String(repeating: "a", count: 64) + "@nhs.net",
        "a@" + String(repeating: "b", count: 63) + ".net", "a@1.2",
        "a@" + String(repeating: "bcdefghij.", count: 24) + "abcdefghij.a",
    ])
    func `an address that is well formed is one`(text: String) {
        #expect(EmailAddress(text) != nil)
    }
}
