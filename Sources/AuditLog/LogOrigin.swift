/// The name of a log: `ra-workstation/DESK-4/9f3a2c1b`.
enum LogOrigin {
    /// Characters that a key name can't hold, and any beyond ASCII, become `-` (C2SP signed-note, "Format").
    static func make(workstation: String, id: String) -> String {
        let name = workstation.unicodeScalars.prefix(64).map { scalar in
            let isPlain =
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || "-._".unicodeScalars.contains(scalar) ? Character(scalar) : "-"
        }
        return "ra-workstation/\(name.isEmpty ? "-" : String(name))/\(id)"
    }
}
