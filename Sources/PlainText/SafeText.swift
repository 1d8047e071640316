/// Text from outside in a form that is safe on a terminal: one line, control characters shown as escapes, at most 200
/// characters, or as many as are given.
public struct SafeText: CustomStringConvertible, Sendable {
    public let description: String

    public init(_ text: String, maximum: Int = 200) {
        let shown = text.withoutControls
        description = shown.count > maximum ? shown.prefix(maximum - 1) + "…" : shown
    }
}

extension String {
    /// What each line for people begins with on a simulated desk, where nearly every one speaks of a simulated card.
    public static let simulatedMark = "[simulated] "

    /// With control characters, and those that turn or hide text, as `\u{1B}`. Nothing else is changed, so that what is
    /// escaped already isn't escaped twice.
    public var withoutControls: String {
        unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                scalar.escape
            default: scalar.properties.isDefaultIgnorableCodePoint ? scalar.escape : String(scalar)
            }
        }.joined()
    }
}

extension Unicode.Scalar {
    fileprivate var escape: String { "\\u{\(String(value, radix: 16, uppercase: true))}" }
}
