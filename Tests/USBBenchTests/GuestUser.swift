import Foundation
import JSON
import Testing

/// Somebody at the installed guest, and how they come to it. `Guest/build-installed.sh` makes the two.
struct GuestUser: Sendable {
    let name: String

    init(_ name: String) { self.name = name }

    /// In the group ra-workstation.
    static let member = GuestUser("member")
    /// In no group but their own.
    static let other = GuestUser("other")

    enum Way: String, CaseIterable {
        /// A process of theirs without a log-in, as cron has them.
        case process
        /// A log-in at a terminal.
        case login
        /// A log-in from elsewhere, by key.
        case ssh
    }

    /// The order that has a command run as this user; the command holds no quotes.
    func order(_ command: String, by way: Way = .process) -> String {
        switch way {
        case .process: "setpriv --reuid \(name) --regid nogroup --init-groups env HOME=/tmp \(command)"
        case .login: "su --login \(name) --command '\(command)'"
        case .ssh: "su --login \(name) --command 'ssh -q -o StrictHostKeyChecking=no \(name)@localhost \(command)'"
        }
    }
}

extension InstalledTests {
    /// Checks of the preflight as a user sees them, root unless one is named, in the order of the report.
    func checks(_ ids: String, as user: GuestUser? = nil, by way: GuestUser.Way = .process) async throws -> [JSONValue]
    {
        let command = "ra preflight --only \(ids) --json"
        let report = try await bench.shell(user?.order(command, by: way) ?? command).json()
        return try #require(report["checks"]?.array)
    }

    func check(_ id: String, as user: GuestUser? = nil, by way: GuestUser.Way = .process) async throws -> JSONValue {
        try #require(try await checks(id, as: user, by: way).first)
    }

    /// Carries out the commands of a check's remedies.
    func carryOut(_ check: JSONValue, with words: [String: String] = [:]) async throws {
        let commands = (check["remedies"]?.array ?? []).flatMap { $0["commands"]?.array ?? [] }.compactMap(\.string)
        #expect(!commands.isEmpty)
        for command in commands {
            let order = words.reduce(command) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
            let outcome = try await bench.shell(order)
            #expect(outcome.status == 0, "\(order): \(outcome.errors)")
        }
    }

    /// Whether the guest's card service asks polkit: Debian 12's is built without it.
    static let asksPolkit = USBBench.installedRelease != "bookworm"
}
