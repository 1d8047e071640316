import Handbook
import Instants
import PlainText

/// A decision in words: what and why. Where it is written comes on request.
public struct DecisionText: Sendable {
    public struct Paragraph: Hashable, Sendable {
        public var text: String
        /// What stands before it, such as `  Because: `.
        public var indent: String
    }

    public let paragraphs: [Paragraph]

    public init(_ decision: Decision) {
        var paragraphs = [Paragraph(text: decision.sentence, indent: "DECISION: ")]
        paragraphs += decision.reasons.map { Paragraph(text: RouteText.sentence(for: $0), indent: "  Because: ") }
        // Beside an unlock the date says nothing; where each source says it is told on request.
        if let expires = decision.expiresAt, decision.workflow == .renew {
            paragraphs.append(
                Paragraph(text: "\(LondonTime.text(expires)), London time.", indent: "  Certificates expire: "))
        }
        // What wasn't known is listed below.
        paragraphs += decision.warnings.filter { $0 != .assumed }.map {
            Paragraph(text: RouteText.sentence(for: $0), indent: "  Note: ")
        }
        if !decision.assumed.isEmpty {
            let facts = decision.assumed.map { $0.definition.short.lowercasedFirst }.joined(separator: "; ")
            paragraphs.append(
                Paragraph(text: "\(facts); the careful answer was taken.", indent: "  Not known: "))
        }
        self.paragraphs = paragraphs
    }

    /// Where it is written, a line a source.
    public static func sources(of decision: Decision) -> [String] {
        decision.citations.map { "\($0.source), \($0.section)." }
    }
}
