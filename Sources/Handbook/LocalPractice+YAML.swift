import StrictYAML

/// A site's own file over the defaults. `systems`, and the telephone of a site's line, are whom to call: they are read
/// elsewhere and passed over here.
///
///     sites:            # a list replaces the whole list; a mapping (osprey: {…}) changes or adds those it names
///       - {id: osprey, name: Osprey Court, secondReader: no-limit-stated, selfServiceUnlock: no-limit-stated,
///          hostsMayUnlock: false, note: Cards are brought here.}
///     escalation: {site: osprey, steps: [Ring the bell at the back door.]}   # where cards are brought
///     roles:            # replaces the rows of the roles that are named
///       rota-team: {amend-email: yes, unlock: yes, renew: yes, renew-expired: yes, repair: by-cim-role,
///                   cites: [{source: LOCAL, section: "3.2"}]}
///     emailDomains: {domains: [nhs.net, nhs.uk], complete: false}
///     contacts: {cardSupplier: …, digitalTicket: …, clinicalSystemDesk: …, emailDomainList: …}
///     sources:          # added to the list; one with a known id replaces it
///       - {id: LOCAL, title: Local RA policy, version: "3", published: 2026-01-05, nextReview: 2027-01-05, note: …}
extension LocalPractice {
    /// Reads a site's file.
    ///
    /// - Throws: `YAMLMistake` with file, line and key for a role that isn't one, a site given twice, a citation
    ///   without a source or of a document that isn't in the list, and anything else that can't be meant.
    public init(yaml text: String, file: String) throws(YAMLMistake) {
        self = .standard
        let root = try YAMLValue(text: text, file: file).mapping(keys: LocalPractice.sections)
        if let list = root["sources"] { try read(sources: list) }
        if let value = root["sites"] { try read(sites: value) }
        try read(escalation: root["escalation"])
        if let rows = root["roles"] { try read(roles: rows) }
        if let section = root["emailDomains"] { emailDomains = try EmailDomains(yaml: section) }
        if let section = root["contacts"] { try contacts.read(section) }
    }

    private mutating func read(sites value: YAMLValue) throws(YAMLMistake) {
        let items = try LocalPractice.siteItems(value)
        if value.isList { sites = [] }
        guard !value.isList || !items.isEmpty else { throw value.mistake("must name at least one site") }
        for item in items {
            let known = sites.firstIndex { $0.id == item.id }
            let site = try LocalPractice.site(item.id, item.value, under: known.map { sites[$0] })
            if let known { sites[known] = site } else { sites.append(site) }
        }
    }

    /// A site that the list names, under the name that it has there.
    private mutating func read(escalation value: YAMLValue?) throws(YAMLMistake) {
        if let value {
            let keys = try value.mapping("site", "steps")
            let id = try value.required("site", in: keys)
            escalation.site = try id.word()
            guard site(escalation.site) != nil else {
                throw id.mistake("is not in the list of sites; known: " + sites.map(\.id).joined(separator: ", "))
            }
            escalation.steps = []
            for step in try keys["steps"]?.list() ?? [] { escalation.steps.append(try step.line()) }
        }
        escalation.name = site(escalation.site)?.name ?? escalation.name
    }

    private static func site(_ id: String, _ item: YAMLValue, under known: Site?) throws(YAMLMistake) -> Site {
        let keys = try item.mapping(keys: siteKeys)
        return Site(
            id: id,
            name: known == nil || keys["name"] != nil ? try item.required("name", in: keys).line() : known?.name ?? id,
            secondReader: try keys["secondReader"]?.choice() ?? known?.secondReader ?? .noLimitStated,
            selfServiceUnlock: try keys["selfServiceUnlock"]?.choice() ?? known?.selfServiceUnlock ?? .noLimitStated,
            hostsMayUnlock: try keys["hostsMayUnlock"]?.bool() ?? known?.hostsMayUnlock ?? false,
            note: try keys["note"]?.line() ?? known?.note)
    }

    private mutating func read(roles value: YAMLValue) throws(YAMLMistake) {
        for (name, row) in try value.members() {
            guard let role = OperatorRole(rawValue: name) else {
                throw row.mistake(
                    "is not a known role; known: " + OperatorRole.allCases.map(\.rawValue).joined(separator: ", "))
            }
            roles[role] = try rights(row)
        }
    }

    private func rights(_ row: YAMLValue) throws(YAMLMistake) -> RoleRights {
        let keys = try row.mapping("amend-email", "unlock", "renew", "renew-expired", "repair", "cites")
        var rights = RoleRights(
            amendEmail: .no, unlock: .no, renew: .no, renewExpired: .no, repair: .no, citations: [])
        for permission in Permission.allCases {
            let value = try row.required(permission.rawValue, in: keys)
            let grant = try value.choice(Grant.self)
            guard grant != .whereHostsMayUnlock || permission == .unlock else {
                throw value.mistake("can't depend on hostsMayUnlock; only unlock can")
            }
            rights[permission] = grant
        }
        let cites = try row.required("cites", in: keys)
        for item in try cites.list() { rights.citations.append(try citation(item)) }
        guard !rights.citations.isEmpty else { throw cites.mistake("must name at least one document") }
        return rights
    }

    private func citation(_ item: YAMLValue) throws(YAMLMistake) -> Citation {
        let keys = try item.mapping("source", "section")
        let source = try item.required("source", in: keys)
        let id = try source.line()
        guard sources.contains(where: { $0.id == id }) else {
            throw source.mistake(
                "is not a document in the list of sources; known: " + sources.map(\.id).joined(separator: ", "))
        }
        return Citation(id, try item.required("section", in: keys).line())
    }

    private mutating func read(sources value: YAMLValue) throws(YAMLMistake) {
        var given: [String] = []
        for item in try value.list() {
            let keys = try item.mapping("id", "title", "version", "published", "nextReview", "note")
            let idValue = try item.required("id", in: keys)
            let source = SourceDocument(
                id: try idValue.line(),
                title: try item.required("title", in: keys).line(),
                version: try keys["version"]?.line(),
                published: try keys["published"]?.date(),
                nextReview: try keys["nextReview"]?.date(),
                note: try keys["note"]?.line() ?? "The site's own.")
            guard !given.contains(source.id) else { throw idValue.mistake("is a document given twice") }
            given.append(source.id)
            sources.removeAll { $0.id == source.id }
            sources.append(source)
        }
    }
}

extension EmailDomains {
    init(yaml value: YAMLValue) throws(YAMLMistake) {
        let keys = try value.mapping("domains", "complete")
        var domains: [String] = []
        for item in try value.required("domains", in: keys).list() {
            let domain = try item.line()
            guard EmailAddress.isDomain(Array(domain.utf8)[...]) else {
                throw item.mistake("must be a domain such as nhs.net")
            }
            domains.append(domain)
        }
        guard !domains.isEmpty else { throw value.mistake("must hold at least one domain") }
        self.init(domains: domains, complete: try value.required("complete", in: keys).bool())
    }
}

extension Contacts {
    mutating func read(_ value: YAMLValue) throws(YAMLMistake) {
        let keys = try value.mapping("cardSupplier", "digitalTicket", "clinicalSystemDesk", "emailDomainList")
        cardSupplier = try keys["cardSupplier"]?.line() ?? cardSupplier
        digitalTicket = try keys["digitalTicket"]?.line() ?? digitalTicket
        clinicalSystemDesk = try keys["clinicalSystemDesk"]?.line() ?? clinicalSystemDesk
        emailDomainList = try keys["emailDomainList"]?.line() ?? emailDomainList
    }
}
