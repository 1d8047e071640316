import Foundation

/// Text with signatures under it (C2SP signed-note).
public struct SignedNote: Hashable, Sendable {
    /// Ends with a newline; the signatures are over exactly this.
    public let text: String
    public let signatures: [Signature]

    public struct Signature: Hashable, Sendable {
        public let name: String
        public let keyID: UInt32
        public let bytes: Data

        /// As it stands under a note, with its newline.
        public var line: String {
            let id = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
            return "— \(name) \((Data(id) + bytes).base64EncodedString())\n"
        }

        /// Whether it says that it is this key's. Names are compared byte by byte: other programs know no Unicode
        /// equivalence.
        public func names(_ key: VerifierKey) -> Bool {
            keyID == key.id && name.utf8.elementsEqual(key.name.utf8)
        }
    }

    /// - Parameters:
    ///   - text: what is signed; ends with a newline.
    ///   - signatures: those of this text, in the order of their lines. They are not checked here.
    public init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Nil unless the whole text is one well-formed note with at least one signature line.
    public init?(parsing note: String) {
        guard note.utf8.count <= LogBounds.noteBytes,
            !note.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" }),
            let split = note.range(of: "\n\n", options: .backwards)
        else { return nil }
        let lines = note[split.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 2, lines.last == "" else { return nil }
        let signatures = lines.dropLast().compactMap(Signature.init(line:))
        guard signatures.count == lines.count - 1 else { return nil }
        self.init(text: String(note[..<split.lowerBound]) + "\n", signatures: signatures)
    }

    /// The note as it is written to a file.
    public var note: String { text + "\n" + signatures.map(\.line).joined() }

    /// True when a signature by this key is there and every one of them holds. Those of other keys are passed over.
    public func isSigned(by key: VerifierKey) -> Bool {
        let own = signatures.filter { $0.names(key) }
        return !own.isEmpty && own.allSatisfy { key.verify($0.bytes, of: text) }
    }
}

extension SignedNote.Signature {
    init?(line: Substring) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "—", VerifierKey.isName(parts[1]),
            let data = Data(canonicalBase64: parts[2]), data.count > 4
        else { return nil }
        let keyID = data.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        self.init(name: String(parts[1]), keyID: keyID, bytes: Data(data.dropFirst(4)))
    }
}
