import PCSC
import ReaderHardware
import WorkstationSettings

extension AttachedReader {
    var candidate: ReaderAssignment.Candidate {
        ReaderAssignment.Candidate(name: Array(name.bytes), serial: device?.serial)
    }
}

extension ReaderAssignment.Match {
    /// What a selector that means no reader, or not one alone, comes to; nil for one that is well.
    func trouble(
        _ role: String, _ selector: ReaderSelector, _ readers: [AttachedReader]
    ) -> (summary: String, remedy: Remedy)? {
        switch self {
        case .notNamed, .reader: nil
        case .missing:
            (
                "The \(role)'s reader (\(selector.text)) is not connected.",
                Remedy(.operator, "Plug that reader in.")
            )
        case .several(let found):
            (
                "The \(role)'s reader (\(selector.text)) can't be told apart: "
                    + "\(found.map { readers[$0].name.description }.joined(separator: ", ")) fit.",
                Remedy(.it, "Name the reader by its serial number, or by more of its name.")
            )
        case .same(let index):
            (
                "The configuration names one reader, \(readers[index].name), as the operator's and as the holder's.",
                Remedy(.it, "Name two different readers as readers.operator and readers.holder.")
            )
        }
    }
}
