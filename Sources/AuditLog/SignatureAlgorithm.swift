/// C2SP signed-note's identifiers of the two kinds of signatures that are made and checked here. Both are Ed25519.
public enum SignatureAlgorithm: UInt8, Hashable, Sendable {
    /// Over the note's text.
    case ed25519 = 0x01
    /// A witness's, over a time and the note's text (C2SP tlog-cosignature). Its other kind, ML-DSA-44, isn't in
    /// swift-crypto.
    case cosignature = 0x04
}
