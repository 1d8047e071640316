import CallGuide
import Instants
import Testing

/// What the contract settles, sentence by sentence.
@Suite struct SettledTests {
    let ask: Ask

    init() throws {
        ask = try Ask()
    }

    private func utc(_ text: String) throws -> UTCInstant { try #require(UTCInstant(london: text)) }

    @Test func `at 20 00 00 SWCCSU is closed, a second before it is open`() throws {
        let open = try ask("hscn", site: "clevedon", at: "2026-11-25 19:59:59", digital: false).state(of: "SWCCSU")
        #expect(open == OpenState(isOpen: true, closesAt: try utc("2026-11-25 20:00:00")))
        let closed = try ask("hscn", site: "clevedon", at: "2026-11-25 20:00:00", digital: false).state(of: "SWCCSU")
        #expect(closed == OpenState(isOpen: false, opensAt: try utc("2026-11-26 07:00:00")))
    }

    @Test func `at 18 00 00 the assumed digital support is over, and CLEO's urgent phone opens`() throws {
        #expect(try ask("cleo", at: "2026-11-26 17:59:59").digitalSupport.isAvailable)
        let evening = try ask("cleo", at: "2026-11-27 18:00:00")
        #expect(!evening.digitalSupport.isAvailable)
        #expect(evening.state(of: "urgent") == OpenState(isOpen: true, closesAt: try utc("2026-11-30 08:00:00")))
    }

    @Test func `CLEO's urgent phone is closed on a working day and names the evening`() throws {
        let answer = try ask("cleo", at: "2026-11-26 08:00:00", digital: false)
        #expect(answer.state(of: "urgent") == OpenState(isOpen: false, opensAt: try utc("2026-11-26 18:00:00")))
        #expect(answer.shown.last == "phone 03435 064 046 -")
        #expect(answer.warnings.contains(.nobodyNow))
    }

    @Test(arguments: ["2026-11-30 07:59:59", "2026-12-25 12:00:00", "2026-12-28 12:00:00", "2026-11-28 12:00:00"])
    func `CLEO's urgent phone is open before Monday's morning, at weekends and on bank holidays`(at: String) throws {
        #expect(try ask("cleo", at: at).state(of: "urgent")?.isOpen == true)
    }

    @Test func `over Christmas CLEO's urgent phone closes on the first working day`() throws {
        #expect(
            try ask("cleo", at: "2026-12-25 12:00:00").state(of: "urgent")?.closesAt == (try utc("2026-12-29 08:00:00"))
        )
    }

    @Test func `SWCCSU counts as open on a bank holiday, with a warning, also while it is closed`() throws {
        let day = try ask("hscn", site: "greenway", at: "2026-12-25 10:00:00")
        #expect(day.state(of: "SWCCSU")?.isOpen == true)
        #expect(day.warnings.contains(.bankHoliday))
        let night = try ask("hscn", site: "greenway", at: "2026-12-25 03:00:00")
        #expect(night.state(of: "SWCCSU")?.isOpen == false)
        #expect(night.warnings.contains(.bankHoliday))
        #expect(
            try ask("hscn", site: "greenway", at: "2026-12-24 10:00:00", digital: false).warnings.contains(.bankHoliday)
                == false)
    }

    @Test func `the London day decides whether it is a bank holiday`() throws {
        // 23:30 UTC on Sunday is Monday in London: the spring bank holiday.
        let answer = try ask("hscn", site: "greenway", at: "2027-05-31 00:30:00")
        #expect(answer.at.rfc3339 == "2027-05-30T23:30:00Z")
        #expect(answer.warnings.contains(.bankHoliday))
    }

    @Test
    func `where the line is lost at Osprey it is Nasstar first, with digital support as well, and never the form`()
        throws
    {
        for digital in [true, false] {
            for impact in Impact.allCases {
                let answer = try ask("hscn", site: "osprey", impact: impact, digital: digital)
                #expect(answer.shown.first == "phone 0345 123 7118 +")
                #expect(answer.contacts.allSatisfy { $0.contact.kind != .form })
                #expect(answer.warnings.contains(.formNeedsTheLine) == false)
                #expect(answer.contacts[0].contact.targetFix?.hasPrefix(impact == .one ? "P2" : "P1") == true)
                #expect(answer.contacts.count == (impact == .one ? 2 : 1))
                #expect(answer.inform.first?.who == "Programme and Service Director")
                #expect(answer.inform.count == (impact == .one ? 1 : 2))
            }
        }
    }

    @Test(arguments: ["cleo", "sesui", "emis"])
    func `a complete failure goes to the Programme and Service Director and to the group`(system: String) throws {
        for digital in [true, false] {
            #expect(try ask(system, impact: .everybody, digital: digital).inform.count == 2)
            #expect(
                try ask(system, impact: .everybody, digital: digital).inform[0].who == "Programme and Service Director")
            #expect(try ask(system, impact: .site, digital: digital).inform.count == 1)
            #expect(try ask(system, digital: digital).inform.isEmpty)
        }
    }

    @Test func `away from Osprey the loss of the line goes to the group alone`() throws {
        for site in ["clevedon", "cossham", "remote"] {
            let inform = try ask("hscn", site: site, impact: .site).inform
            #expect(inform.count == 1 && inform[0].how.contains("group"))
        }
    }

    @Test func `the form needs the line that is lost, but not for one person`() throws {
        #expect(try ask("hscn", site: "clevedon", impact: .site).warnings.contains(.formNeedsTheLine))
        #expect(try ask("hscn", site: "remote", impact: .everybody, digital: true).warnings.contains(.formNeedsTheLine))
        #expect(try ask("hscn", site: "clevedon").warnings.contains(.formNeedsTheLine) == false)
        #expect(
            try ask("emis", site: "clevedon", impact: .site, digital: true).warnings.contains(.formNeedsTheLine)
                == false)
    }

    @Test func `EMIS's number is shown as printed, with a warning where it is shown`() throws {
        #expect(try ask("emis", digital: false).warnings.contains(.numberDoubtful))
        #expect(try ask("emis", digital: true).warnings.contains(.numberDoubtful) == false)
    }

    @Test func `digital support comes from the option, the configuration, or is assumed`() throws {
        var hours = WeeklyHours()
        try hours.add("daily 00:00-24:00")
        let option = try ask("emis", digital: false, hours: hours).digitalSupport
        #expect(!option.isAvailable && option.source == .option)
        let configured = try ask("emis", hours: hours).digitalSupport
        #expect(configured.isAvailable && configured.source == .configuration)
        let assumed = try ask("emis").digitalSupport
        #expect(!assumed.isAvailable && assumed.source == .assumed)
        #expect(assumed.changesAt == (try utc("2026-11-26 08:00:00")))
        #expect(try ask("emis").warnings.contains(.hoursAssumed))
        #expect(try ask("emis", hours: hours).warnings.contains(.hoursAssumed) == false)
        #expect(try ask("emis", at: "2026-12-25 12:00:00").digitalSupport.isAvailable == false)
    }

    @Test func `after the end of the bank holidays the weekday decides, and it is said`() throws {
        let answer = try ask("cleo", at: "2040-12-25 12:00:00")
        #expect(answer.warnings.contains(.bankHolidaysUnknown))
        #expect(answer.digitalSupport.isAvailable)
        #expect(try ask("cleo", at: "2028-12-25 12:00:00").warnings.contains(.bankHolidaysUnknown) == false)
        #expect(try ask("cleo", at: "2028-12-25 12:00:00").digitalSupport.isAvailable == false)
    }

    @Test func `the handbook past its review is said to be`() throws {
        #expect(try ask("cleo", at: "2026-08-04 23:59:59").warnings.contains(.sourcePastReview) == false)
        #expect(try ask("cleo", at: "2026-08-05 00:00:00").warnings.contains(.sourcePastReview))
    }

    @Test func `escalation has four entries, and the Shift Manager is first`() throws {
        let answer = try ask("cleo")
        #expect(
            answer.escalate == [
                "Shift Manager", "On Call Manager", "Senior On Call or Head of IUC", "Programme and Service Director",
            ])
        #expect(answer.record.contains("Shift Manager Report"))
    }

    @Test func `the On Call Manager stands last of the open ones`() throws {
        let answer = try ask("hscn", site: "clevedon", digital: false)
        #expect(answer.contacts.map(\.contact.who).firstIndex(of: "On Call Manager") == 2)
        #expect(answer.contacts[3].state.isOpen == false)
    }

    @Test func `a line without a site is said to be unknown, and still has an answer`() throws {
        let answer = try ask("hscn")
        #expect(answer.warnings.contains(.siteUnknown))
        #expect(answer.contacts.contains { $0.state.isOpen })
    }
}
