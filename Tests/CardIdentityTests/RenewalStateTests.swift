import CardIdentity
import Instants
import Testing

@Suite struct RenewalStateTests {
    /// Seconds from now to the end, against what the window's rule says (handbook-rules §1, "Times").
    @Test(
        arguments: [
            (90 * 86_400 + 1, RenewalState.State.notDue, 90), (90 * 86_400, .due, 90), (86_400, .due, 1),
            (86_399, .due, 0), (0, .due, 0), (-1, .expired, -1), (-86_400, .expired, -1), (-86_401, .expired, -2),
        ] as [(Int64, RenewalState.State, Int)])
    func `both ends of the window belong to it, and days round down`(
        seconds: Int64, state: RenewalState.State, days: Int
    ) {
        let now = UTCInstant(secondsSince1970: 1_795_230_245)
        let renewal = RenewalState(expiresAt: now.adding(seconds: seconds), now: now)
        #expect(renewal.state == state)
        #expect(renewal.daysLeft == days)
    }

    @Test(arguments: ["", "12345678901", "1234567890123", "12345678901a", "١٢٣٤٥٦٧٨٩٠١٢", " 12345678901"])
    func `a UUID is twelve digits and nothing else`(text: String) {
        #expect(SmartcardUUID(text) == nil)
    }

    @Test func `a UUID keeps its leading zeros`() {
        #expect(SmartcardUUID("000123456789")?.digits == "000123456789")
    }
}
