import Foundation
import TestSupport
import Testing

/// Files of answers with mistakes: nothing is begun with them.
@Suite struct AnswersFileTests {
    private func unlock(_ answers: String, _ scenario: String = "locked-esr-owned") async throws -> RaProcess.Outcome {
        let file = FileManager.default.temporaryDirectory.appending(path: "answers-\(UUID()).yaml")
        try Data(answers.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await RaProcess.run(
            ["unlock", "--simulate", scenario, "--answers", file.path()],
            environment: ["TMPDIR": NSTemporaryDirectory()])
    }

    @Test(arguments: [
        ("card.series: 0x9", "1: card.series: must be a whole number from 1 to 99"),
        ("cim.loggedIn: yes\nholder:\n  email: NONE", "3: holder.email: must be one of: none"),
        ("holder.present: perhaps", "1: holder.present: must be yes or no"),
        ("step.2: [done, almost]", "1: step.2.2: must be done, failed"),
        ("holder.email: none\nholder: {email: listed}", "2: holder.email: is given twice"),
        ("holder.shoeSize: 9", "1: holder.shoeSize: is not a question of a session"),
    ])
    func `a mistake is named with line and key before anything happens`(answers: String, mistake: String) async throws {
        let outcome = try await unlock(answers)
        #expect(outcome.exitStatus == 65)
        #expect(outcome.standardError.contains(mistake), "\(outcome.standardError)")
        #expect(outcome.standardError.contains("ra: hint: "))
        #expect(outcome.standardOutput.isEmpty)
    }

    /// Once it was asked for without end.
    @Test func `what isn't known is said with null`() async throws {
        let outcome = try await unlock(
            """
            cim.loggedIn: yes
            holder: {reach: here, confirmed: yes, email: null, emailOwnedByESR: yes}
            card.series: 9
            """)
        #expect(outcome.exitStatus == 1, "there are no answers to the steps")
        #expect(outcome.standardOutput.contains("Answer: don't know"))
        #expect(outcome.standardOutput.contains("Not known: the email address on the profile"))
    }

    @Test func `an answer that only the session can refuse ends it`() async throws {
        let own = "000111222333"
        let outcome = try await unlock(
            "cim.loggedIn: yes\ncard.series: 10\nholder: {reach: here, uuid: \"\(own)\", confirmed: yes}",
            "unreadable-card")
        #expect(outcome.exitStatus == 1)
        #expect(outcome.standardOutput.contains("answer for holder.uuid that can be taken."))
    }

    @Test func `of an address only the domain is shown`() async throws {
        let outcome = try await RaProcess.run(
            ["email", "--simulate", "new-email"], environment: ["TMPDIR": NSTemporaryDirectory()])
        #expect(outcome.exitStatus == 0)
        #expect(outcome.standardOutput.contains("Answer: an address at nhs.net"))
        #expect(!outcome.standardOutput.contains("chris.holder"))
    }
}
