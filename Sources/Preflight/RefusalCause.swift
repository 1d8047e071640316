import Foundation
import JSON
import PCSC

/// Why the card service refuses a user, as far as this computer shows it. pcscd asks polkit and gives the same answer
/// for "no" and for a polkit that isn't there.
struct RefusalCause: Sendable, Hashable {
    /// What pcscd asks polkit about.
    enum Action: String, Sendable, Hashable {
        case service = "org.debian.pcsc-lite.access_pcsc"
        case card = "org.debian.pcsc-lite.access_card"
    }

    enum Kind: String, Sendable, Hashable {
        /// pcscd's actions aren't installed, so polkit is not what refuses.
        case noPolkit
        /// pcscd asks polkit and nobody answers: everybody is refused, root too.
        case polkitNotRunning
        /// polkit runs and is seen to; this user isn't root, and it lets only those at the computer through.
        case polkitRefuses
        /// polkit runs, and root is refused all the same, which polkit doesn't do.
        case rootRefused
        /// Other users' processes aren't shown to this one.
        case unknown
    }

    let kind: Kind
    let action: Action
    /// A rule for pcscd's actions is seen in polkit's folders.
    let hasRule: Bool

    init(root: String, of action: Action, user: UInt32 = UInt32(geteuid())) {
        let files = SystemFiles(root: root)
        self.action = action
        hasRule = Self.ruleFolders.contains { folder in
            files.names(in: folder).contains { files.text(folder + "/" + $0)?.contains("org.debian.pcsc-lite") == true }
        }
        kind =
            if !files.exists("/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy") {
                .noPolkit
            } else if files.isRunning("polkitd") {
                user == 0 ? .rootRefused : .polkitRefuses
            } else {
                // Process 1 is another user's: hidepid hides it and all others.
                files.line("/proc/1/comm") == nil ? .unknown : .polkitNotRunning
            }
    }

    /// polkit(8). Debian closes the one below /etc to ordinary users, whose rules are seen by root alone. The package's
    /// rule is below /usr/share.
    private static let ruleFolders = ["/etc", "/run", "/usr/local/share", "/usr/share"].map { $0 + "/polkit-1/rules.d" }

    var evidence: [String: JSONValue] {
        ["cause": .string(kind.rawValue), "polkitAction": .string(action.rawValue), "polkitRule": .bool(hasRule)]
    }

    /// One sentence on the service as a whole.
    var summary: String {
        switch kind {
        case .polkitNotRunning:
            "The card service refuses everybody, as it can't ask polkit: polkit isn't running."
        case .polkitRefuses: "The card service refuses this user, by polkit (\(action.rawValue))."
        case .rootRefused: "The card service refuses this user, root, though polkit runs."
        case .noPolkit, .unknown: "The card service refuses this user."
        }
    }

    var remedies: [Remedy] {
        let log = "journalctl -u pcscd -n 50"
        switch kind {
        case .polkitNotRunning:
            return [
                Remedy(
                    .it, "Install and start polkit; then restart the card service.",
                    commands: [
                        "apt-get install polkitd", "systemctl restart polkit", "systemctl restart pcscd.socket pcscd",
                    ])
            ]
        case .polkitRefuses:
            return hasRule
                ? [
                    Remedy(
                        .it,
                        "polkit's rule for org.debian.pcsc-lite.access_pcsc and access_card lets members of the group "
                            + "ra-workstation in, and nobody else: make this user one.", commands: [Remedy.joinGroup])
                ]
                : [Remedy(.operator, "Over ssh, work at the computer itself instead."), .allowInPolkit]
        case .rootRefused, .noPolkit, .unknown:
            return [
                Remedy(
                    .it,
                    "See why in the card service's log; where it asks polkit, it is about \(Action.service.rawValue) and "
                        + "\(Action.card.rawValue).", commands: [log, "systemctl status polkit"])
            ]
        }
    }
}
