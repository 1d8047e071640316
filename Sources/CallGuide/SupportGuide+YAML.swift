import Handbook
import StrictYAML

extension SupportGuide {
    /// The guide as it comes, with the sites and documents of a local practice.
    ///
    /// - Throws: `YAMLMistake` where the data inside the program are wrong, which its tests would show.
    public static func standard(practice: LocalPractice = .standard) throws(YAMLMistake) -> SupportGuide {
        let text = String(decoding: PackageResources.call_guide_yaml, as: UTF8.self)
        return try SupportGuide(data: text, file: "call-guide.yaml", practice: practice)
    }

    init(data text: String, file: String, practice: LocalPractice) throws(YAMLMistake) {
        let root = try YAMLValue(text: text, file: file).mapping(
            "assumedDigitalSupport", "contacts", "lastResort", "inform", "escalate", "record", "ready", "systems",
            "problems")
        let reader = GuideReader(contacts: try root["contacts"]?.memberTable() ?? [:])
        var systems: [SupportSystem] = []
        for item in try root["systems"]?.list() ?? [] { systems.append(try reader.system(item)) }
        var problems: [Problem] = []
        for item in try root["problems"]?.list() ?? [] { problems.append(try reader.problem(item)) }
        let whole = try YAMLValue(text: text, file: file)
        self.init(
            systems: systems, problems: problems, sites: practice.sites, sources: practice.sources,
            assumedDigitalSupport: try OpeningHours(yaml: whole.required("assumedDigitalSupport", in: root)),
            lastResort: try reader.contact(whole.required("lastResort", in: root), section: nil),
            inform: try reader.notices(root["inform"], section: nil),
            escalate: try whole.required("escalate", in: root).lines(),
            record: try whole.required("record", in: root).line(),
            preparation: try reader.preparation(whole.required("ready", in: root)))
        takePlaces(of: practice.contacts)
    }

    /// A site that has its own address for tickets, or for the clinical system's desk, has it here too.
    private mutating func takePlaces(of contacts: Contacts) {
        let usual = LocalPractice.standard.contacts
        func changed(_ contact: Contact) -> Contact {
            var contact = contact
            if contact.kind == .form, contacts.digitalTicket != usual.digitalTicket {
                contact.how = contacts.digitalTicket
            }
            if contact.how.hasPrefix("CLEO Service Desk Portal"),
                contacts.clinicalSystemDesk != usual.clinicalSystemDesk
            {
                contact.how = contacts.clinicalSystemDesk
            }
            return contact
        }
        for index in systems.indices {
            systems[index].changeContacts(changed)
        }
    }
}

extension SupportSystem {
    mutating func changeContacts(_ change: (Contact) -> Contact) {
        contacts.change(change)
        for site in sites.keys { sites[site]?.change(change) }
    }
}

extension ContactLists {
    mutating func change(_ change: (Contact) -> Contact) {
        digitalSupport = digitalSupport.map(change)
        noDigitalSupport = noDigitalSupport.map(change)
    }
}

extension OpeningHours {
    /// `Mon-Fri 07:00-20:00`, a list of such, `{open: …, bankHolidays: closed}`, or `{outside: …}`.
    init(yaml value: YAMLValue) throws(YAMLMistake) {
        guard value.isMapping else {
            self = .within(try WeeklyHours(yaml: value), .notStated)
            return
        }
        let keys = try value.mapping("open", "outside", "bankHolidays")
        switch (keys["open"], keys["outside"]) {
        case (let open?, nil):
            self = .within(try WeeklyHours(yaml: open), try keys["bankHolidays"]?.choice() ?? .notStated)
        case (nil, let outside?) where keys["bankHolidays"] == nil: self = .outside(try WeeklyHours(yaml: outside))
        default: throw value.mistake("must have either open (and bankHolidays), or outside alone")
        }
    }
}
