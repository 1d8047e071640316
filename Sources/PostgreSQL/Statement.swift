/// A statement and the values of its parameters `$1`, `$2` and so on.
public struct Statement: Hashable, Sendable {
    public let sql: String
    public let values: [SQLValue]

    public init(_ sql: String, _ values: [SQLValue] = []) {
        self.sql = sql
        self.values = values
    }
}

/// A statement's parameters in the form that libpq takes, for the time of one call.
struct StatementValues {
    let types: [UInt32]
    private let values: [[UInt8]?]

    init(_ values: [SQLValue]) {
        types = values.map(\.typeNumber)
        self.values = values.map(\.wireBytes)
    }

    /// Calls the body with pointers to the values, their lengths, and the mark of the binary form for each.
    func withPointers<Result>(
        _ body: (
            _ values: UnsafePointer<UnsafePointer<CChar>?>, _ lengths: UnsafePointer<Int32>,
            _ formats: UnsafePointer<Int32>
        ) -> Result
    ) -> Result {
        // One buffer for all: an empty value needs an address too, or it would be null.
        var bytes: [UInt8] = []
        for value in values { bytes += value ?? [] }
        bytes.append(0)
        let lengths = values.map { Int32($0?.count ?? 0) } + [0]
        let formats = [Int32](repeating: 1, count: lengths.count)
        return bytes.withUnsafeBytes { buffer in
            var offset = 0
            var pointers: [UnsafePointer<CChar>?] = []
            for value in values {
                pointers.append(
                    value.map { _ in buffer.baseAddress!.advanced(by: offset).assumingMemoryBound(to: CChar.self) })
                offset += value?.count ?? 0
            }
            pointers.append(nil)
            return body(pointers, lengths, formats)
        }
    }
}
