import JSON

enum JSONValueNest {
    /// Arrays one in the other.
    static func nested(_ depth: Int) -> JSONValue {
        (0..<depth).reduce(.bool(true)) { value, _ in .array([value]) }
    }
}
