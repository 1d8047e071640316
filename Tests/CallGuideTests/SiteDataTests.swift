import CallGuide
import Handbook
import StrictYAML
import Testing

/// A site's own contacts.
@Suite struct SiteDataTests {
    @Test(arguments: [
        ("systems:\n  fax: {phone: 0117 000 0000}\n", "site.yaml:2: systems.fax: is not a known system; known: cleo"),
        ("systems:\n  emis: {fone: 1}\n", "systems.emis.fone: is not known here; known: who, phone"),
        ("systems:\n  emis: {}\n", "systems.emis: must have phone, quote, hours or who"),
        ("systems:\n  emis:\n    phone:\n", "site.yaml:3: systems.emis.phone: must be a telephone number"),
        ("systems:\n  emis: {phone: ask at the desk}\n", "systems.emis.phone: must be a telephone number"),
        ("systems:\n  emis: {phone: \"12\"}\n", "systems.emis.phone: must be a telephone number"),
        ("systems:\n  emis: {phone: \"0117 000 0000 0000 0000\"}\n", "systems.emis.phone: must be a telephone number"),
        ("systems:\n  emis: {phone: \"01\\e[2J17\"}\n", "systems.emis.phone: must be one line"),
        (
            "systems:\n  photocopiers: {hours: Mon-Fri 08:00-18:00}\n",
            "photocopiers: has no telephone number: give phone"
        ),
        ("systems:\n  photocopiers: {quote: A 1}\n", "systems.photocopiers: has no telephone number: give phone"),
        (
            "systems:\n  emis: {hours: [Mon-Fri 08:00-18:00, Tue 17:00-19:00]}\n",
            "site.yaml:2: systems.emis.hours.2: overlaps hours that are there already: Tue 17:00-19:00"
        ),
        ("systems:\n  emis: {hours: Mon-Fri 18:00-08:00}\n", "systems.emis.hours: ends before it begins"),
        ("systems:\n  emis: {hours: Mon-Fri 08:00-08:00}\n", "systems.emis.hours: ends before it begins"),
        (
            "systems:\n  emis: {hours: Mon-Fri 08:00-25:00}\n",
            "systems.emis.hours: has a time that isn't on the clock: 25:00"
        ),
        (
            "systems:\n  emis: {hours: Mon-Fri 08:60-18:00}\n",
            "systems.emis.hours: has a time that isn't on the clock: 08:60"
        ),
        ("systems:\n  emis: {hours: Mondays 08:00-18:00}\n", "systems.emis.hours: must be week days and times"),
        ("systems:\n  emis: {hours: by day}\n", "systems.emis.hours: must be week days and times"),
        ("systems:\n  emis: {hours: []}\n", "systems.emis.hours: must name at least one day"),
        (
            "systems:\n  emis: {hours: {open: Mon 08:00-09:00, bankHolidays: perhaps}}\n",
            "systems.emis.hours.bankHolidays: must be one of not-stated, open, closed"
        ),
        ("systems:\n  hscn: {phone: 0117 000 0000}\n", "systems.hscn: differs from site to site"),
        ("sites:\n  clevedon: {phone: none}\n", "site.yaml:2: sites.clevedon.phone: must be a telephone number"),
        ("sites:\n  remote: {hours: daily 08:00-09:00}\n", "sites.remote: has no telephone number"),
        ("colour: blue\n", "site.yaml:1: colour: is not known here"),
    ])
    func `a mistake is named with its line and key`(text: String, expected: String) throws {
        let mistake = #expect(throws: YAMLMistake.self) {
            try SupportGuide(siteData: text, file: "site.yaml", practice: .standard)
        }
        #expect(mistake?.description.contains(expected) == true, "\(mistake?.description ?? "none")")
    }

    @Test(arguments: [
        ("sites:\n  lighthouse: {phone: 0117 000 0000}\n", "site.yaml:2: sites.lighthouse: must have name"),
        ("sites:\n  Clevedon: {phone: 0117 000 0000}\n", "sites.Clevedon: must be lower-case letters"),
        ("sites:\n  overseas: {name: Abroad}\n", "sites.overseas: can't be a site's id"),
        ("sites:\n  clevedon: {id: clevedon}\n", "sites.clevedon.id: isn't wanted here"),
        ("sites:\n  clevedon: {fone: 1}\n", "sites.clevedon.fone: is not known here"),
    ])
    func `a site that isn't known needs a name, and an id`(text: String, expected: String) throws {
        let mistake = #expect(throws: YAMLMistake.self) { try LocalPractice(yaml: text, file: "site.yaml") }
        #expect(mistake?.description.contains(expected) == true, "\(mistake?.description ?? "none")")
    }

    @Test func `one file serves both readers`() throws {
        let text = """
            systems:
              emis: {phone: 0330 024 1270 option 2, quote: CDB 1}
            sites:
              clevedon: {phone: 0117 111 1111, hostsMayUnlock: false}
              lighthouse: {name: The Lighthouse, phone: 0117 222 2222, who: Keeper, hours: "daily 00:00-24:00"}
            emailDomains: {domains: [nhs.net], complete: false}
            """
        let practice = try LocalPractice(yaml: text, file: "site.yaml")
        #expect(practice.site("clevedon")?.hostsMayUnlock == false)
        #expect(practice.site("clevedon")?.name == "Clevedon Treatment Centre")
        #expect(practice.sites.count == LocalPractice.standard.sites.count + 1)
        let ask = try Ask(text)
        let emis = try ask("emis", digital: false)
        #expect(emis.shown == ["phone 0330 024 1270 option 2 +"])
        #expect(emis.contacts[0].contact.quote == "CDB 1")
        #expect(!emis.warnings.contains(.numberDoubtful))
        let clevedon = try ask("hscn", site: "clevedon", at: "2026-11-26 10:00:00", digital: false)
        #expect(clevedon.shown.first == "phone 0117 111 1111 +")
        #expect(clevedon.contacts[0].state.closesAt != nil, "the hours that were there stay")
        let lighthouse = try ask("hscn", site: "lighthouse", digital: false)
        #expect(lighthouse.contacts[0].contact.who == "Keeper")
        #expect(lighthouse.contacts[0].state == OpenState(isOpen: true))
        // Others aren't changed.
        #expect(
            try ask("hscn", site: "greenway", at: "2026-11-26 10:00:00", digital: false).shown[0]
                == "phone 0300 561 0550 +")
    }

    @Test func `the same doubtful digits stay doubtful, however they are grouped`() throws {
        let ask = try Ask("systems: {emis: {phone: 033000241270 option 2}}\n")
        #expect(try ask("emis", digital: false).warnings.contains(.numberDoubtful))
    }

    @Test func `one number takes the place of several`() throws {
        let ask = try Ask("systems: {sesui: {phone: 0117 333 3333}}\n")
        #expect(try ask("sesui", digital: false).shown == ["phone 0117 333 3333 +"])
    }

    @Test func `hours that leave nobody leave the On Call Manager`() throws {
        let ask = try Ask("systems: {emis: {hours: Mon-Fri 08:00-18:00}}\n")
        let answer = try ask("emis", digital: false)
        #expect(answer.shown == [SystemRowsTests.onCall, "phone 0330 0024 1270 option 2 -"])
        #expect(answer.warnings.contains(.nobodyNow))
    }

    @Test func `a number for a system that had none comes first, with digital support and without`() throws {
        let ask = try Ask("systems: {smartcards: {phone: 0117 444 4444, who: National service}}\n")
        for digital in [true, false] {
            let shown = try ask("smartcards", digital: digital).shown
            #expect(shown[3] == "phone 0117 444 4444 +", "\(shown)")
            #expect(shown.count == 6)
        }
    }

    @Test func `a site's own place for tickets is here too`() throws {
        let ask = try Ask("contacts: {digitalTicket: the red telephone box, clinicalSystemDesk: the CLEO window}\n")
        #expect(try ask("hardware", digital: true).shown == ["form the red telephone box +"])
        #expect(try ask("cleo", digital: false).shown[0] == "portal the CLEO window +")
    }

    @Test func `a whole list of sites takes lines too`() throws {
        let ask = try Ask("sites:\n  - {id: osprey, name: Osprey}\n  - {id: hut, name: Hut, phone: 0117 555 5555}\n")
        #expect(ask.guide.sites.map(\.id) == ["osprey", "hut"])
        #expect(try ask("hscn", site: "hut", digital: false).shown[0] == "phone 0117 555 5555 +")
    }
}
