/// The handbook's own data (handbook-rules §3 to §5), for a site without a file of its own.
extension LocalPractice {
    public static let standard = LocalPractice(
        sites: [
            Site(
                id: EscalationSite.osprey.site, name: EscalationSite.osprey.name,
                note: "Cards are brought here for manual unlock and renewal."),
            Site(id: "marksbury-road", name: "Marksbury Road Treatment Centre"),
            Site(
                id: "168-medical", name: "168 Medical Treatment Centre", hostsMayUnlock: true,
                note: "Taken to be H10's \"New Court 168\"."),
            Site(id: "christchurch", name: "Christchurch Treatment Centre", note: "In H10, not in H9."),
            Site(
                id: "clevedon", name: "Clevedon Treatment Centre", selfServiceUnlock: .mayNotWork,
                hostsMayUnlock: true, note: "Self-service unlock: software not updated (8 Jun 2024)."),
            Site(id: "greenway", name: "Greenway Treatment Centre"),
            Site(
                id: "cossham", name: "Cossham", secondReader: .notAllowed, selfServiceUnlock: .mayNotWork,
                note: "PCs are locked down. A site of H9; H10 keeps the two notes (8 Jun 2024)."),
            Site(
                id: Site.remote, name: "Remote workers", secondReader: .notStated, selfServiceUnlock: .notStated),
        ],
        escalation: .osprey,
        roles: [
            .shiftManager: RoleRights(
                amendEmail: .yes, unlock: .yes, renew: .yes, renewExpired: .byCIMRole, repair: .byCIMRole,
                citations: [Citation("H10", "Smartcards"), Citation("H10", "App. D")]),
            .teamManager: RoleRights(
                amendEmail: .yes, unlock: .yes, renew: .yes, renewExpired: .yes, repair: .byCIMRole,
                citations: [Citation("H10", "App. D"), Citation("SM24", "Unlocking Smartcards")]),
            .rotaTeamLead: RoleRights(
                amendEmail: .yes, unlock: .yes, renew: .yes, renewExpired: .yes, repair: .byCIMRole,
                citations: [Citation("H10", "App. D"), Citation("SM24", "Unlocking Smartcards")]),
            .rotaTeam: RoleRights(
                amendEmail: .no, unlock: .yes, renew: .yes, renewExpired: .yes, repair: .byCIMRole,
                citations: [Citation("SM24", "Unlocking Smartcards")]),
            .digitalTeam: RoleRights(
                amendEmail: .yes, unlock: .yes, renew: .yes, renewExpired: .yes, repair: .byCIMRole,
                citations: [Citation("H10", "App. D"), Citation("SM24", "Unlocking Smartcards")]),
            .trainingCoordinator: RoleRights(
                amendEmail: .yes, unlock: .no, renew: .no, renewExpired: .no, repair: .no,
                citations: [Citation("H10", "App. D")]),
            .selectedHost: RoleRights(
                amendEmail: .no, unlock: .whereHostsMayUnlock, renew: .no, renewExpired: .no, repair: .no,
                citations: [Citation("H10", "App. D \"If your smartcard certificates have expired\"")]),
            .staff: RoleRights(
                amendEmail: .no, unlock: .no, renew: .no, renewExpired: .no, repair: .no,
                citations: [Citation("H10", "Smartcards")]),
        ],
        emailDomains: EmailDomains(domains: ["nhs.net", "nhs.uk", "gov.uk", "mod.uk"], complete: false),
        contacts: Contacts(
            cardSupplier: "scwcsu.smartcards@nhs.net",
            digitalTicket: "the Digital IT Support form on Weblinks (https://brisdoc.co.uk/weblinks/)",
            clinicalSystemDesk: "the CLEO Service Desk Portal on Weblinks",
            emailDomainList: "the email domain allow list on NHS England's Care Identity Service pages"),
        sources: [
            SourceDocument(
                id: "H10", title: "BrisDoc IUC Manager Digital Support Handbook", version: "10.0",
                published: "2025-08-04", nextReview: "2026-08-04",
                note: "Local practice: who may act, where, and how."),
            SourceDocument(
                id: "SM24", title: "SevernSide IUC Smartcard Management", version: "2.4", published: "2025-08-04",
                nextReview: "2027-08-04", note: "Local practice: the steps, and who may act."),
            SourceDocument(
                id: "NHSE", title: "NHS England's Care Identity Service pages",
                note: "Decides where the national service has changed: series, role matrix, self-service, mobile."),
            SourceDocument(
                id: "H9", title: "BrisDoc IUC Manager Digital Support Handbook", version: "9.1",
                published: "2025-04-07", note: "Gave way to H10. Kept for Cossham, which H10 no longer lists."),
            SourceDocument(
                id: "DOR", title: "Dorset CCG Smartcard Support Team page", published: "2018-09-17",
                note: "Older: used only where the newer documents are silent."),
            SourceDocument(
                id: "NWC", title: "NWCSU How to Unlock a User's Smartcard in CIS",
                note: "Older and undated: used only where the newer documents are silent."),
        ])
}
