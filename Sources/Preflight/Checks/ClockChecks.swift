import Instants
import JSON
import PCSC

extension Check {
    /// Can the clock be right at all.
    static let clockSane = Check(
        "clock.sane", "Clock", blocksWhenCrashed: Job.withCards.union([.audit]),
        explanation: """
            Compares the clock with dates that it can't be before (this program's making) or far after. Expiry and \
            the 90 days before it are counted from the clock, and the audit log records it: with a wrong clock both \
            are wrong.
            """
    ) { workstation in
        let evidence: [String: JSONValue] = ["now": .string(workstation.now.rfc3339)]
        guard !SaneTimes.range.contains(workstation.now) else {
            return Finding(.pass, "The clock shows a possible time.", evidence: evidence)
        }
        return Finding(
            .fail, "The clock can't be right: it shows \(workstation.now.rfc3339).", evidence: evidence,
            remedies: [
                Remedy(.it, "Set the clock.", commands: ["date --set 'YYYY-MM-DD HH:MM'"]),
                Remedy(.it, "Have it kept right over the network.", commands: Remedy.keepClockRight),
            ], blocks: Job.withCards.union([.audit]))
    }
}

extension Remedy {
    /// Debian's own way; chrony and ntpsec do as well, and stand in its place where they are installed.
    static let keepClockRight = ["apt-get install systemd-timesyncd", "systemctl enable --now systemd-timesyncd"]
}

private enum SaneTimes {
    /// From 1 June 2026, before which this program was not yet written, to 7 April 2042, when the certificate of the NHS
    /// Root Authority G2 ends (nhs-pki-certificate-information) and with it every card of that authority.
    static let range =
        UTCInstant(secondsSince1970: 1_780_272_000)...UTCInstant(secondsSince1970: 2_280_441_599)
}
