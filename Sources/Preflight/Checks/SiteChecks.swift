import Handbook
import JSON
import NextSteps
import PCSC
import WorkstationSettings

extension Check {
    /// The site's data, and what the handbook says of the site.
    static let siteLimits = Check(
        "site.limits", "Site", blocksWhenCrashed: Job.assisted,
        explanation: """
            Reads the handbook's list of sites (or the site's own file, siteData) and says what limits this site has: \
            at Cossham a second reader is not allowed, so cards go to another site; at Cossham and Clevedon \
            self-service unlock may not work (handbook H9 and H10).
            """
    ) { workstation in
        let practice: LocalPractice
        do {
            practice = try workstation.practice()
        } catch {
            return Finding(
                .fail, "The site's own data can't be used: \(error)",
                remedies: [Remedy(.it, "Correct that file, or take siteData out of the configuration.")],
                blocks: Job.assisted)
        }
        guard let id = workstation.configuration.site else {
            return Finding(.skip, "The configuration doesn't name the site.")
        }
        guard let site = practice.site(id) else {
            let known = practice.sites.map(\.id).joined(separator: ", ")
            return Finding(
                .fail, "The site \(ReaderName(id)) is not known.", evidence: ["site": .string(id)],
                remedies: [Remedy(.it, "Set site to one of: \(known).", next: [.listSites])],
                blocks: Job.assisted)
        }
        let evidence: [String: JSONValue] = [
            "site": .string(site.id), "secondReader": .string(site.secondReader.rawValue),
            "selfServiceUnlock": .string(site.selfServiceUnlock.rawValue),
        ]
        var limits: [String] = []
        var remedies: [Remedy] = []
        if site.secondReader == .notAllowed {
            limits.append("A second reader is not allowed here.")
            remedies.append(
                Remedy(
                    .operator,
                    "For assisted unlock and renewal the holder brings the card to \(practice.escalation.name)."))
        }
        if site.selfServiceUnlock == .mayNotWork {
            limits.append("Self-service unlock may not work here.")
            remedies.append(Remedy(.operator, "Let the holder use another computer that is on the internet."))
        }
        if limits.isEmpty { return Finding(.pass, "\(site.name) has no limits.", evidence: evidence) }
        return Finding(
            .warn, "\(site.name): " + limits.joined(separator: " "), evidence: evidence, remedies: remedies,
            blocks: site.secondReader == .notAllowed ? Job.assisted : [])
    }
}
