/// What is wrong with a YAML file and where, for the person who has to mend it.
public struct YAMLMistake: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// Counted from 1; nil where the file as a whole is meant.
    public let line: Int?
    /// The keys on the way to the value, joined by dots: `readers.operator`.
    public let key: String?
    public let message: String

    public init(file: String, line: Int?, key: String?, message: String) {
        self.file = file
        self.line = line
        self.key = key
        self.message = message
    }

    /// `config.yaml:12: readers.operator: must be text`.
    public var description: String {
        [file + (line.map { ":\($0)" } ?? ""), key, message].compactMap { $0 }.joined(separator: ": ")
    }
}
