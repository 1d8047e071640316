import CallGuide
import Handbook
import Instants
import Testing

/// Each row of the table of systems, with digital support and without.
@Suite struct SystemRowsTests {
    static let form = "form BrisDoc IT Support Form on weblinks (https://brisdoc.co.uk/weblinks/) +"
    static let portal = "portal CLEO Service Desk Portal, link on weblinks (https://brisdoc.co.uk/weblinks/) +"
    static let onCall = "role by telephone, as the rota has it +"
    static let cards = ["command unlock +", "command renew +", "command replace +", form, portal]
    static let user = ["page 'Forgotten password' at the EMIS log-in +", "role resets the password inside EMIS +"]

    static let rows: [(system: String, with: [String], without: [String])] = [
        ("cleo", [form], [portal, "phone 03435 064 046 +"]),
        ("cleo-password", [portal], [portal, onCall]),
        ("adastra", [form], [form, onCall]),
        ("sesui", [form], ["phone 03445 600 600 +", "phone 0800 440 2959 option 3 +"]),
        ("site-phones", ["role by a note on the shift report +"], ["role by a note on the shift report +", onCall]),
        ("mobile-phones", [form], [form, onCall]),
        ("call-recording", [form], [form, onCall]),
        ("hardware", [form], [form, onCall]),
        ("photocopiers", [form], [form, onCall]),
        ("emis", [form], ["phone 0330 0024 1270 option 2 +"]),
        ("emis-password", user, user),
        ("connecting-care", [form], [form, onCall]),
        ("smartcards", cards, cards + [onCall]),
        (
            "weblinks", ["page https://brisdoc.co.uk/weblinks/ +"], ["page https://brisdoc.co.uk/weblinks/ +", onCall]
        ),
        ("rugged-laptops", [form], [form, onCall]),
        ("cloudcall", [form], ["phone 0345 241 0014 +", "phone 0345 241 0015 +"]),
        ("toughbook", [form], [form, onCall]),
    ]

    @Test(arguments: rows)
    func `each system names whom the handbook names`(system: String, with: [String], without: [String]) throws {
        let ask = try Ask()
        #expect(try ask(system, digital: true).shown == with)
        #expect(try ask(system, digital: false).shown == without)
        #expect(try ask(system, digital: true).warnings.contains(.nobodyNow) == false)
        #expect(
            try ask(system, digital: false).warnings.contains(.nobodyNow) == without.contains(SystemRowsTests.onCall))
    }

    @Test func `the table has every system`() throws {
        let known = try Ask().guide.systems.map(\.id)
        #expect(known.filter { $0 != "hscn" } == SystemRowsTests.rows.map(\.system))
        #expect(
            try Ask().guide.listed(older: false).map(\.id) == known.filter { !["cloudcall", "toughbook"].contains($0) })
    }

    @Test(arguments: ["clevedon", "168-medical", "greenway", "marksbury-road", "christchurch"])
    func `the line of a treatment centre is SWCCSU's by day and the practice's and the form's at night`(
        site: String
    ) throws {
        let ask = try Ask()
        let swccsu = "phone 0300 561 0550"
        let others = ["role as the practice has given it to the site +", SystemRowsTests.form]
        #expect(try ask("hscn", site: site, digital: true).shown == [SystemRowsTests.form])
        #expect(
            try ask("hscn", site: site, at: "2026-11-26 07:00:00", digital: false).shown == [swccsu + " +"] + others)
        #expect(
            try ask("hscn", site: site, digital: false).shown == others + [SystemRowsTests.onCall, swccsu + " -"])
    }

    @Test func `Cossham's line is the hospital's, from the older handbook`() throws {
        let contact = try #require(try Ask()("hscn", site: "cossham", digital: false).contacts.first?.contact)
        #expect(contact.how == "0117 950 5050")
        #expect(contact.quote == "bleep 9147")
        #expect(contact.citation == Citation("H9", "Cossham"))
        #expect(contact.citation.isOlder)
        #expect(try Ask()("hscn", site: "cossham", digital: true).shown == [SystemRowsTests.form])
    }

    @Test func `remote workers have the form for the line`() throws {
        #expect(try Ask()("hscn", site: "remote", digital: true).shown == [SystemRowsTests.form])
        #expect(
            try Ask()("hscn", site: "remote", digital: false).shown == [SystemRowsTests.form, SystemRowsTests.onCall])
    }

    @Test func `what is quoted is beside the number`() throws {
        #expect(try Ask()("emis", digital: false).contacts[0].contact.quote == "CDB 138531")
        #expect(try Ask()("emis-password").contacts.allSatisfy { $0.contact.quote == "organisation 138531" })
        #expect(try Ask()("hscn", site: "osprey").contacts[0].contact.quote == "BrisDoc BS14 0BB")
    }

    @Test func `the national service is words without a number, and says what isn't established`() throws {
        let notes = try Ask()("smartcards").notes.joined(separator: " ")
        for word in ["CIM", "CIS1", "CIS2", "Silver", "October 2025", "08:00 to 18:00", "28 February 2027"] {
            #expect(notes.contains(word), "\(word)")
        }
        #expect(notes.contains("isn't established"))
        #expect(try Ask()("smartcards").contacts.allSatisfy { $0.contact.kind != .phone })
    }

    @Test func `every problem has steps and a system that is known`() throws {
        let guide = try Ask().guide
        #expect(guide.problems.count == 22)
        #expect(Set(guide.problems.map(\.id)).count == 22)
        for problem in guide.problems {
            #expect(guide.system(problem.system) != nil, "\(problem.id)")
            #expect(!problem.steps.isEmpty)
            let last = try #require(problem.steps.last)
            let somebody = ["Shift Manager", "Digital Team", "form", "Service Desk", "whom this answer names"]
            #expect(somebody.contains { last.contains($0) }, "\(problem.id): \(last)")
        }
        for id in ["usb-headset", "forgotten-windows-password", "cleo-not-working"] {
            let steps = try #require(guide.problem(id)?.steps)
            #expect(steps.count == 1 && steps[0].contains("H10 names this and gives no steps"))
        }
    }

    @Test func `no text has an address with the firm's name misread`() throws {
        let guide = try Ask().guide
        let texts = guide.problems.flatMap(\.steps) + guide.systems.flatMap(\.notes) + guide.inform.map(\.how)
        #expect(texts.allSatisfy { !$0.contains("brisdac") })
    }
}
