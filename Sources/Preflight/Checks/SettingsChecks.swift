import CLinux
import Foundation
import Handbook
import JSON
import PCSC
import WorkstationSettings

extension Check {
    /// What is configured, and whether the files that it names are there.
    static let configuration = Check(
        "configuration", "Configuration",
        explanation: """
            Says which configuration file is used, and looks for the files that it names. Site, operator's role and \
            "designated" are asked in a session where they aren't set. A mistake in the file stops every command \
            with the file's name, line and key.
            """
    ) { workstation in
        let settings = workstation.configuration
        let evidence: [String: JSONValue] = [
            "file": .optional(settings.file), "site": .optional(settings.site),
            "operatorRole": .optional(settings.operatorRole?.rawValue),
            "designated": .optional(settings.designated), "cim": .optional(settings.cim?.rawValue),
        ]
        guard let file = settings.file else {
            return Finding(
                .warn, "There is no configuration; sessions ask for what they need.", evidence: evidence,
                remedies: [
                    Remedy(
                        .it, "Write the workstation's site, role and readers into \(ConfigurationLookup.systemFile).",
                        commands: InstalledExample.configuration.commands(
                            copyingTo: ConfigurationLookup.systemFile, root: workstation.root))
                ])
        }
        let named = [settings.siteData, settings.collector?.ca].compactMap { $0 } + settings.pkcs11Modules
        let missing = named.filter { access(workstation.root + $0, R_OK) != 0 }
        if !missing.isEmpty {
            return Finding(
                .fail, "Files that the configuration names can't be read: \(missing.joined(separator: ", ")).",
                evidence: evidence,
                remedies: [Remedy(.it, "Correct the paths in \(file), or install the files.")])
        }
        guard settings.site != nil, settings.operatorRole != nil else {
            let unset = [
                settings.site == nil ? "site" : nil, settings.operatorRole == nil ? "operator.role" : nil,
            ].compactMap { $0 }.joined(separator: " and ")
            return Finding(
                .warn, "The configuration doesn't set \(unset); sessions ask.", evidence: evidence,
                remedies: [Remedy(.it, "Set \(unset) in \(file).")])
        }
        return Finding(.pass, "The configuration is read from \(file).", evidence: evidence)
    }

    /// Whether this is a workstation for renewals.
    static let designated = Check(
        "workstation.designated", "Designated workstation", blocksWhenCrashed: [.renew],
        explanation: """
            Assisted renewal and repair are done on workstations that are set up for them (handbook H10: "specific \
            PCs"). The configuration says whether this is one (designated). Where it doesn't, a session asks.
            """
    ) { workstation in
        switch workstation.configuration.designated {
        case true?: Finding(.pass, "This workstation is set up for renewals.")
        case false?:
            Finding(
                .warn, "This workstation is not set up for renewals.",
                remedies: [Remedy(.operator, "Renew and repair at a designated workstation.")], blocks: [.renew])
        case nil: Finding(.skip, "The configuration doesn't say whether this workstation is set up for renewals.")
        }
    }

    /// Can the audit log's place hold more.
    static let auditSpace = Check(
        "audit.space", "Space for the audit log", blocksWhenCrashed: Job.assisted,
        explanation: """
            Checks the free space for the audit log. A step is shown only when its intent is stored, so a \
            full disk stops the work. 50 MB are room for some ten thousand events.
            """
    ) { workstation in
        guard let path = workstation.auditLog else { return .noLog }
        let folder = existingFolder(above: path)
        let free = ra_free_bytes(folder)
        guard free >= 0 else { return Finding(.skip, "The space at \(folder) can't be found out.") }
        let evidence: [String: JSONValue] = ["folder": .string(folder), "freeBytes": .integer(free)]
        let remedy = Remedy(.it, "Make room on this file system.", commands: ["df -h \(folder)"])
        switch free {
        case ..<1_000_000:
            return Finding(
                .fail, "There is no space left for the audit log.", evidence: evidence, remedies: [remedy],
                blocks: Job.assisted)
        case ..<50_000_000:
            return Finding(
                .warn, "There are only \(free / 1_000_000) MB left for the audit log.", evidence: evidence,
                remedies: [remedy])
        default:
            return Finding(.pass, "There is space for the audit log.", evidence: evidence)
        }
    }

    /// Does the kernel hold the clock to be synchronised.
    static let clockSynchronised = Check(
        "clock.synchronised", "Clock synchronisation",
        explanation: """
            Asks the kernel whether the clock is synchronised (adjtimex(2)). A clock that drifts puts wrong \
            times into the audit log, and after weeks a wrong number of days before expiry.
            """
    ) { workstation in
        switch workstation.isClockSynchronised() {
        case true?: Finding(.pass, "The clock is synchronised.")
        case false?:
            Finding(
                .warn, "The clock is not synchronised.",
                remedies: [
                    Remedy(
                        .it, "Have the clock synchronised over the network.",
                        commands: Remedy.keepClockRight)
                ])
        case nil: Finding(.skip, "The kernel doesn't say whether the clock is synchronised.")
        }
    }
}

extension Finding {
    static let noLog = Finding(.skip, "No audit log is used here.")
}

/// What adjtimex(2) says; nil when it can't be asked. Reads only.
public func kernelClockIsSynchronised() -> Bool? {
    switch ra_clock_is_synchronised() {
    case 0: false
    case 1: true
    default: nil
    }
}
