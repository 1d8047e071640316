/// A value for a statement's parameter or for a column to copy in. All go over the wire in PostgreSQL's binary form.
public enum SQLValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
    /// Microseconds since 2000-01-01T00:00:00Z: what `timestamptz` is on the wire.
    case timestamp(microseconds: Int64)

    /// PostgreSQL's number of the type (`pg_type.dat`); 0 leaves it to the server.
    var typeNumber: UInt32 {
        switch self {
        case .null: 0
        case .bool: TypeNumber.bool
        case .integer: TypeNumber.int8
        case .text: TypeNumber.text
        case .bytes: TypeNumber.bytea
        case .timestamp: TypeNumber.timestamptz
        }
    }

    /// The value's bytes; nil for null.
    var wireBytes: [UInt8]? {
        switch self {
        case .null: nil
        case .bool(let value): [value ? 1 : 0]
        case .integer(let value), .timestamp(let value): bigEndian(value)
        case .text(let value): Array(value.utf8)
        case .bytes(let value): value
        }
    }
}

/// The types that are read and written here, by PostgreSQL's own numbers (`src/include/catalog/pg_type.dat`).
enum TypeNumber {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let varchar: UInt32 = 1043
    static let timestamptz: UInt32 = 1184
}

func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
