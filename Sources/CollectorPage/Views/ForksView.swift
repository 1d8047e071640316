import Instants
import JSON
import PageFoundation

extension AuditorFrame {
    /// The forks on record, with the way to their evidence.
    func forks(_ forks: [EstateFork]) -> PageView {
        view(
            "forks", title: forks.isEmpty ? "No fork" : forks.count == 1 ? "1 fork" : "\(forks.count) forks",
            address: "/forks",
            [
                "hasForks": .bool(!forks.isEmpty),
                "forks": .array(
                    forks.map { fork in
                        [
                            "forkNumber": .integer(fork.id), "origin": .string(fork.origin.shown),
                            "deskHref": .string(address("/search", [("desk", fork.origin)])),
                            "at": .string(LondonTime.text(fork.at)), "kindText": .string(Self.words(fork.kind)),
                            "evidenceHref": .string("/forks/\(fork.id)"),
                        ]
                    }),
            ])
    }

    private static func words(_ kind: String) -> String {
        switch kind {
        case "entries": "when the desk sent events"
        case "witness": "when a checkpoint was to be cosigned"
        default: kind.shown
        }
    }

    /// How what is shown can be checked, and with which words in a terminal.
    ///
    /// - Parameter month: the one that a statement is most often wanted for.
    func checking(_ month: CivilMonth) -> PageView {
        view(
            "checking", title: "Checking", address: "/checking",
            [
                "completeCommand": .string(
                    "ra-collector complete --since \(month.first.iso8601) --until \(month.last.iso8601)"),
                "monthText": .string(month.longText),
            ])
    }
}
