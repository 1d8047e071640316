import Foundation
import JSON
import PCSC
import ReaderHardware
import WorkstationSettings

extension Check {
    /// Where the person sits: at the computer, or somewhere else.
    static let sessionPlace = Check(
        "session.place", "Session",
        explanation: """
            Says whether this is a session at the computer, over ssh, or in a container. Where pcscd is built with \
            polkit (newer systems than Debian 12), the package's rule lets members of the group ra-workstation use \
            readers, over ssh too, and nobody else; without it the person who sits at the computer is served. In a \
            container readers and their plugging in and out are often not seen.
            """
    ) { workstation in
        let files = SystemFiles(root: workstation.root)
        let isRemote = ["SSH_CONNECTION", "SSH_TTY"].contains { workstation.environment[$0]?.isEmpty == false }
        let isContainer =
            files.exists("/.dockerenv") || files.exists("/run/.containerenv")
            || files.line("/run/systemd/container") != nil
        let hasPolkit = files.exists("/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy")
        let evidence: [String: JSONValue] = [
            "ssh": .bool(isRemote), "container": .bool(isContainer), "polkit": .bool(hasPolkit),
        ]
        if isRemote, hasPolkit, case .refused = workstation.service.get() {
            let cause = RefusalCause(root: workstation.root, of: .service, user: workstation.user)
            return Finding(
                .warn,
                cause.hasRule
                    ? "This is a session over ssh, and polkit's rule for readers doesn't let this user in."
                    : "This is a session over ssh; without a rule, polkit lets only the person at the computer use readers.",
                evidence: evidence, remedies: cause.remedies)
        }
        if isContainer {
            return Finding(
                .warn, "This is a container: readers on USB may not be seen, or not when they are plugged in later.",
                evidence: evidence,
                remedies: [Remedy(.it, "Run it on the computer itself, not in a container.")])
        }
        let place = isRemote ? "This is a session over ssh." : "This is a session at the computer."
        return Finding(.pass, place, evidence: evidence)
    }

    /// Programs that may be using cards.
    static let serviceClients = Check(
        "service.clients", "Other programs",
        explanation: """
            Lists other programs that have the PC/SC library loaded, as far as this user may see them. GnuPG's scdaemon \
            takes cards for itself unless it is told to share. Nothing is ever ended by this program.
            """
    ) { workstation in
        let clients = PCSCLibraryUsers(root: workstation.root).names
        let evidence: [String: JSONValue] = ["programs": .array(clients.map(JSONValue.string))]
        let home = workstation.environment["HOME"] ?? "/nonexistent"
        let settings = SystemFiles(root: workstation.root).text(home + "/.gnupg/scdaemon.conf") ?? ""
        let isShared = settings.split(whereSeparator: \.isNewline).contains("pcsc-shared")
        if clients.contains("scdaemon"), !isShared {
            return Finding(
                .warn, "GnuPG's scdaemon is running; it takes a card for itself unless it is told to share.",
                evidence: evidence,
                remedies: PCSCError.Code.sharingViolation.remedies.filter { $0.audience == .it })
        }
        if clients.isEmpty { return Finding(.pass, "No other program is seen to use cards.", evidence: evidence) }
        return Finding(
            .pass, "Other programs use the card service: \(clients.joined(separator: ", ")).", evidence: evidence)
    }

    /// Versions of the service, the library and the driver.
    static let softwareVersions = Check(
        "software.versions", "Versions",
        explanation: """
            Reads the installed versions of pcscd, libpcsclite1 and libccid. Service and library should be of one \
            version. Before 2.0.1 the library mixes up two connections of one program (this program takes turns \
            there); before 2.3.0 two readers that are plugged in at the same moment may be noticed as one (this \
            program lists them again).
            """
    ) { workstation in
        let packages = ["pcscd", "libpcsclite1", "libccid"]
        guard let installed = DebianPackages(root: workstation.root)?.versions(of: packages) else {
            return Finding(.skip, "The package list of this system can't be read.")
        }
        let meanings = meanings(library: installed["libpcsclite1"])
        var evidence = installed.mapValues(JSONValue.string)
        if !meanings.isEmpty { evidence["meaning"] = .array(meanings.map(JSONValue.string)) }
        if let driver = DriverList(path: workstation.root + DriverList.debianPath) {
            evidence["driverModels"] = .integer(Int64(driver.models.count))
        }
        let text = packages.compactMap { name in installed[name].map { "\(name) \($0)" } }.joined(separator: ", ")
        if let service = installed["pcscd"], let library = installed["libpcsclite1"], service != library {
            return Finding(
                .warn, "The card service and its library are of different versions: \(text).", evidence: evidence,
                remedies: PCSCError.Code.serviceStopped.remedies)
        }
        return Finding(
            installed.isEmpty ? .skip : .pass,
            installed.isEmpty
                ? "None of the packages is installed as such."
                : "Installed: \(text).",
            evidence: evidence)
    }

    /// What this version of the PC/SC library means for two readers (pcsc-lite's ChangeLog).
    private static func meanings(library: String?) -> [String] {
        guard let version = library.flatMap(LibraryVersion.init) else { return [] }
        var meanings: [String] = []
        if version < .firstWithoutRace { meanings.append("Before 2.0.1, calls to two readers take turns.") }
        if version < LibraryVersion(2, 3, 0) {
            meanings.append("Before 2.3.0, readers plugged in at one moment may be told late.")
        }
        return meanings
    }

    /// A browser that CIM works in.
    static let browser = Check(
        "browser", "Browser",
        explanation: """
            Looks for Microsoft Edge, Google Chrome or Chromium, the browsers for Care Identity Management and for \
            self-service unlock. Not needed where CIM is on another computer (setting cim).
            """
    ) { workstation in
        guard workstation.configuration.cim != .otherComputer else {
            return Finding(.skip, "CIM is on another computer, by the configuration.")
        }
        let files = SystemFiles(root: workstation.root)
        let found = files.programs(
            of: KnownBrowser.all.filter { $0.family == .chromium }, environment: workstation.environment)
        let evidence: [String: JSONValue] = ["found": .array(found.map(JSONValue.string))]
        if found.isEmpty {
            return Finding(
                .warn, "No browser that CIM works in (Edge, Chrome, Chromium) was found.", evidence: evidence,
                remedies: [
                    Remedy(.it, "Install one of them.", commands: ["apt-get install chromium"]),
                    Remedy(.it, "Or say that CIM is on another computer: cim: other-computer in the configuration."),
                ])
        }
        return Finding(.pass, "A browser that CIM works in is installed.", evidence: evidence)
    }
}

/// Processes that have libpcsclite loaded: the programs that can use cards.
struct PCSCLibraryUsers {
    /// The programs' names, sorted, each once. This program isn't among them.
    let names: [String]

    init(root: String) {
        let files = SystemFiles(root: root)
        let own = String(getpid())
        let processes = files.names(in: "/proc").filter { $0 != own && $0.allSatisfy(\.isNumber) }
        names = processes.filter { files.text("/proc/\($0)/maps")?.contains("/libpcsclite.so") == true }
            .compactMap { files.line("/proc/\($0)/comm") }.uniqued().sorted()
            .map { ReaderName($0).description }
    }
}

/// The package list of a Debian system (deb-control(5), `/var/lib/dpkg/status`).
struct DebianPackages {
    private let status: String

    init?(root: String) {
        guard let text = SystemFiles(root: root).text("/var/lib/dpkg/status") else { return nil }
        status = text
    }

    /// Versions of those that are installed.
    func versions(of packages: [String]) -> [String: String] {
        var versions: [String: String] = [:]
        var package: Substring?
        var isInstalled = false
        for line in status.split(separator: "\n") {
            if line.hasPrefix("Package: ") {
                package = line.dropFirst("Package: ".count)
                isInstalled = false
            } else if line.hasPrefix("Status: ") {
                isInstalled = line.hasSuffix(" installed")
            } else if line.hasPrefix("Version: "), isInstalled, let name = package.map(String.init),
                packages.contains(name)
            {
                versions[name] = String(line.dropFirst("Version: ".count))
            }
        }
        return versions
    }
}
