import Foundation

/// A witness's signature with its time (C2SP tlog-cosignature, `timestamped_signature`): that as of then this was the
/// largest consistent tree that the witness had seen of the log.
public struct Cosignature: Hashable, Sendable {
    /// POSIX time.
    public let seconds: Int64
    /// 64 bytes.
    let signature: Data

    init(seconds: Int64, signature: Data) {
        self.seconds = seconds
        self.signature = signature
    }

    /// Nil unless there are 8 bytes of time, most significant first and at most 2^63 − 1, and 64 of signature.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 72 else { return nil }
        let time = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let seconds = Int64(exactly: time) else { return nil }
        self.init(seconds: seconds, signature: Data(bytes.dropFirst(8)))
    }

    var bytes: Data {
        withUnsafeBytes(of: seconds.bigEndian) { Data($0) } + signature
    }

    /// What is signed.
    static func message(_ text: String, seconds: Int64) -> Data {
        Data("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }
}

extension Checkpoint {
    /// When a witness cosigned it, POSIX time; nil where it has no cosignature by this key that holds.
    public func cosigned(by key: VerifierKey) -> Int64? {
        guard key.algorithm == .cosignature, isSigned(by: key) else { return nil }
        let own = signedNote.signatures.filter { $0.names(key) }
        return own.compactMap { Cosignature($0.bytes)?.seconds }.max()
    }

    /// The same checkpoint with further signature lines under it, each ended by a line feed; nil where they are none,
    /// or too many.
    public func adding(_ lines: String) -> Checkpoint? {
        guard let both = Checkpoint(parsing: note + lines),
            both.signedNote.text.utf8.elementsEqual(signedNote.text.utf8),
            both.signedNote.signatures.starts(with: signedNote.signatures),
            both.signedNote.signatures.count > signedNote.signatures.count
        else { return nil }
        return both
    }
}
