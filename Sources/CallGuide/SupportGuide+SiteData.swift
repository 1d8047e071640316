import Handbook
import StrictYAML

/// A site's own contacts, over the built-in ones, in the same file as its other data.
///
///     systems:
///       emis: {phone: 0330 024 1270 option 2, quote: CDB 138531, hours: Mon-Fri 08:00-18:00}
///     sites:
///       clevedon: {phone: 0300 561 0550, hours: "Mon-Fri 07:00-20:00"}     # its line (hscn)
extension SupportGuide {
    /// Reads a site's file. What else stands in it is the business of `LocalPractice`.
    ///
    /// - Throws: `YAMLMistake` with file, line and key for an unknown system or site, hours that overlap or can't be,
    ///   and a contact without a number.
    public init(siteData text: String, file: String, practice: LocalPractice) throws(YAMLMistake) {
        self = try .standard(practice: practice)
        let root = try YAMLValue(text: text, file: file).mapping(keys: LocalPractice.sections)
        for (id, part) in try root["systems"]?.members() ?? [] {
            guard let index = systems.firstIndex(where: { $0.id == id }) else {
                throw part.mistake("is not a known system; known: " + systems.map(\.id).joined(separator: ", "))
            }
            guard !systems[index].isLine else {
                throw part.mistake("differs from site to site: write phone, quote and hours under sites")
            }
            let change = try ContactChange(yaml: part.mapping("who", "phone", "quote", "hours"), at: part)
            try change.apply(to: &systems[index].contacts, at: part)
        }
        for part in try root["sites"].map(LocalPractice.siteItems) ?? [] {
            let all = try part.value.mapping(keys: LocalPractice.siteKeys)
            let keys = all.filter { LocalPractice.lineKeys.contains($0.key) }
            guard !keys.isEmpty, let line = systems.firstIndex(where: \.isLine) else { continue }
            var lists = systems[line].contacts(at: part.id)
            try ContactChange(yaml: keys, at: part.value).apply(to: &lists, at: part.value)
            systems[line].sites[part.id] = lists
        }
    }
}

/// What a site says about the telephone of one system.
private struct ContactChange {
    let who: String?
    let phone: String?
    let quote: String?
    let hours: OpeningHours?

    init(yaml keys: [String: YAMLValue], at value: YAMLValue) throws(YAMLMistake) {
        guard !keys.isEmpty else { throw value.mistake("must have phone, quote, hours or who") }
        who = try keys["who"]?.line()
        phone = try keys["phone"]?.telephone()
        quote = try keys["quote"]?.line()
        hours = try keys["hours"].map(OpeningHours.init(yaml:))
    }

    /// A new number takes the place of all that were there; other keys change each telephone that is there.
    func apply(to lists: inout ContactLists, at value: YAMLValue) throws(YAMLMistake) {
        let isSame = lists.digitalSupport == lists.noDigitalSupport
        let found = (lists.noDigitalSupport + lists.digitalSupport).filter { $0.kind == .phone }
        guard phone != nil || !found.isEmpty else {
            throw value.mistake("has no telephone number: give phone as well")
        }
        apply(to: &lists.noDigitalSupport, template: found.first)
        if isSame {
            lists.digitalSupport = lists.noDigitalSupport
        } else if lists.digitalSupport.contains(where: { $0.kind == .phone }) {
            apply(to: &lists.digitalSupport, template: found.first)
        }
    }

    private func apply(to contacts: inout [Contact], template: Contact?) {
        guard let phone else {
            for index in contacts.indices where contacts[index].kind == .phone { change(&contacts[index]) }
            return
        }
        // One for each set of impacts, so that a supplier's targets stay with theirs.
        var isFirst: Set<Set<Impact>> = []
        contacts = contacts.filter { $0.kind != .phone || isFirst.insert($0.impacts).inserted }
        guard contacts.contains(where: { $0.kind == .phone }) else {
            var added = Contact(
                kind: .phone, who: who ?? "The supplier", how: phone, run: nil, quote: nil, reaches: .person,
                hours: .notStated,
                targetFix: nil, isDoubtful: false, impacts: Set(Impact.allCases), citation: .siteData)
            change(&added)
            contacts.insert(added, at: contacts.firstIndex { $0.kind != .command } ?? contacts.endIndex)
            return
        }
        for index in contacts.indices where contacts[index].kind == .phone { change(&contacts[index]) }
    }

    private func change(_ contact: inout Contact) {
        if let phone {
            contact.isDoubtful = contact.isDoubtful && phone.digits == contact.how.digits
            contact.how = phone
        }
        contact.who = who ?? contact.who
        contact.quote = quote ?? contact.quote
        contact.hours = hours ?? contact.hours
        contact.citation = .siteData
    }
}

extension Citation {
    /// What a site's own file says.
    public static let siteData = Citation("siteData", "the site's own file")
}

extension String {
    /// The digits of a number before any words.
    fileprivate var digits: String { String(prefix { !$0.isLetter }.filter(\.isNumber)) }
}

extension YAMLValue {
    /// A number as it is dialled, perhaps with words after it: `0800 440 2959 option 3`.
    fileprivate func telephone() throws(YAMLMistake) -> String {
        guard !isNull else { throw mistake("must be a telephone number") }
        let text = try line()
        let pattern = /\+?[0-9(][0-9 ()\-]*[0-9](,? (option|ext|extension|bleep) [0-9]{1,8})?/
        let count = text.digits.count
        guard text.wholeMatch(of: pattern) != nil, (3...15).contains(count) else {
            throw mistake("must be a telephone number such as 0300 561 0550, perhaps with 'option 2' after it")
        }
        return text
    }
}
