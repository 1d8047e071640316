import Instants
import NHSCards

extension SeriesBlock {
    /// Whether the block holds at a moment that may not be known.
    func truth(at now: UTCInstant?) -> Kleene {
        switch self {
        case .never: .false
        case .always: .true
        case .from: now.map { Kleene(holds(at: $0)) } ?? .unknown
        }
    }
}
