/// The name of a reader, byte for byte as the service gives it.
///
/// Names come from drivers and configuration files and may hold anything but NUL, also bytes that are not UTF-8, so the
/// bytes are what is compared and sent back. ``description`` is safe to show.
public struct ReaderName: Hashable, Sendable {
    /// The bytes without the NUL that ends them in C.
    public let bytes: [UInt8]

    /// A name from its bytes; it ends at the first NUL.
    public init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes.prefix { $0 != 0 })
    }

    /// A name from text, as UTF-8; it ends at the first NUL.
    public init(_ name: String) {
        self.init(bytes: name.utf8)
    }

    /// The name as NUL-terminated C string, for the time of the call.
    func withCString<Result, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) {
            buffer throws(Failure) -> Result in
            for (index, byte) in bytes.enumerated() { buffer.initializeElement(at: index, to: CChar(bitPattern: byte)) }
            buffer.initializeElement(at: bytes.count, to: 0)
            guard let start = buffer.baseAddress else { return try body("") }
            return try body(UnsafePointer(start))
        }
    }

    /// The names of a multi-string (winscard.h): each ends in NUL, an empty one ends the list.
    static func names(inMultiString buffer: some Sequence<UInt8>) -> [ReaderName] {
        var names: [ReaderName] = []
        var current: [UInt8] = []
        for byte in buffer {
            if byte != 0 {
                current.append(byte)
            } else if current.isEmpty {
                break
            } else {
                names.append(ReaderName(bytes: current))
                current.removeAll(keepingCapacity: true)
            }
        }
        if !current.isEmpty { names.append(ReaderName(bytes: current)) }
        return names
    }
}

extension ReaderName: ExpressibleByStringLiteral {
    /// A name from text in the source, as UTF-8.
    public init(stringLiteral value: String) { self.init(value) }
}

extension ReaderName: CustomStringConvertible {
    /// The name for a terminal or a page: one line, reversible. Bytes that are not UTF-8 are shown as `\xFF`; control
    /// characters, line separators and characters that turn or hide text as `\u{202E}`; a backslash as `\\`.
    public var description: String {
        var shown = ""
        var decoder = UTF8()
        var rest = bytes[...]
        while !rest.isEmpty {
            var iterator = rest.makeIterator()
            guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
                shown += Self.escape(rest.removeFirst())
                decoder = UTF8()
                continue
            }
            // The decoder may have read ahead, so the length is taken from the scalar.
            rest = rest.dropFirst(UTF8.width(scalar))
            decoder = UTF8()
            shown += Self.display(scalar)
        }
        return shown
    }

    private static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "\\x" + (digits.count == 1 ? "0" : "") + digits
    }

    private static func display(_ scalar: Unicode.Scalar) -> String {
        if scalar == "\\" { return "\\\\" }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default:
            return scalar.properties.isDefaultIgnorableCodePoint
                ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
        }
    }
}
