import ArgumentParser

/// How many events are listed, and in which form.
public struct ListOptions: ParsableArguments, Sendable {
    /// What events can be listed as.
    public enum Format: String, CaseIterable, ExpressibleByArgument, Sendable {
        case table, json, csv
    }

    /// A table shows so many, where nothing else is said.
    public static let tableLimit = 50

    @Option(help: ArgumentHelp("The last so many only; 0 for all.", valueName: "number"))
    public var limit: Int?

    @Option(name: .customLong("format"), help: "table, json or csv.")
    var given: Format?

    @Flag(help: "Print one JSON document for programs; the same as --format json.")
    public var json = false

    public init() {}

    public func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit is a number from 0 up.") }
        if json, let given, given != .json { throw ValidationError("--json and --format \(given) contradict.") }
    }

    public var format: Format { json ? .json : given ?? .table }
    /// 0 for all.
    public var count: Int { limit ?? (format == .table ? Self.tableLimit : 0) }
}
