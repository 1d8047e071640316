import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// The desk as a page from the user's own service, of somebody who isn't logged in at the computer.
extension InstalledTests {
    /// Starts the user's service, asks its page as the user, and stops it.
    private func page(of user: GuestUser) async throws -> String {
        let manager = "systemctl --user --machine \(user.name)@.host"
        let began = try await bench.shell("loginctl enable-linger \(user.name) && \(manager) start ra-desk")
        #expect(began.status == 0, "\(began.errors)")
        let folder = "XDG_RUNTIME_DIR=/run/user/$(id -u \(user.name))"
        let end = ContinuousClock.now + .seconds(60)
        var link = try await bench.shell(user.order("env \(folder) ra desk --link"))
        while link.status != 0 {
            guard ContinuousClock.now < end else {
                throw TestSupportFailure("no desk of \(user.name)'s: \(link.errors)")
            }
            try await Task.sleep(for: .milliseconds(500))
            link = try await bench.shell(user.order("env \(folder) ra desk --link"))
        }
        let address = link.output.trimmingCharacters(in: .newlines)
        let page = try await bench.shell(
            user.order("curl --silent --show-error --fail --location --cookie /dev/null \(address)"))
        #expect(page.status == 0, "\(page.errors)")
        let ended = try await bench.shell(
            "\(manager) is-active ra-desk; \(manager) stop ra-desk; \(manager) is-failed ra-desk; "
                + "loginctl disable-linger \(user.name)")
        #expect(ended.output == "active\ninactive\n", "\(ended.errors)")
        return page.output
    }

    @Test func `a member's own service shows both readers, and the card that is in`() async throws {
        try await bench.insert(VirtualCard(atr: USBBench.atr, responder: BlankCard()), nil)
        let page = try await page(of: .member)
        for reader in bench.readers { #expect(page.contains(reader.serial)) }
        let shown = page.matches(of: /data-reader="([01])" data-state="([a-z]+)"/)
        #expect(shown.map { String($0.1) } == ["0", "1"])
        #expect(shown.map { String($0.2) }.sorted() == ["empty", "present"])
        #expect(!page.contains("refuses this user"))
    }

    @Test(.enabled(if: asksPolkit, "Debian 12's card service asks nobody"))
    func `the own service of somebody who isn't in the group says that they are refused`() async throws {
        let page = try await page(of: .other)
        #expect(page.contains("The card service refuses this user, by polkit (org.debian.pcsc-lite.access_pcsc)."))
        #expect(!page.contains("data-reader=\"0\""))
    }
}
