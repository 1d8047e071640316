/// Why a text isn't taken as JSON.
public enum JSONMistake: Error, Hashable, Sendable {
    /// Not what RFC 8259 describes, or not UTF-8 (§8.1).
    case notJSON
    /// Arrays and objects are inside each other too deeply (§9 lets an implementation set limits).
    case tooDeep
    /// A name that an object has twice (§4: names should be unique). One of its values would be lost in silence.
    case duplicateName(String)
    /// JSON, with a number that no `Double` comes near (§6 lets an implementation set limits): `1e999`. As it stands.
    case numberOutOfRange(String)
}
