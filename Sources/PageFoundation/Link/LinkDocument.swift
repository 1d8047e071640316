import JSON

/// The first line of a page's `--json`: where it is let in. `--link --json` prints the same.
public enum LinkDocument {
    /// - Returns: one line, without its end.
    public static func line(_ link: String) throws -> String {
        let object: JSONValue = ["schemaVersion": 1, "type": "listening", "link": .string(link)]
        return try object.line()
    }
}
