import CPCSCLite

/// A result of a C function as a word.
func word(_ result: LONG) -> String {
    switch UInt32(truncatingIfNeeded: result) {
    case 0: "ok"
    case 0x8010_0002: "cancelled"
    case 0x8010_0003: "invalid handle"
    case 0x8010_0004: "invalid parameter"
    case 0x8010_0008: "insufficient buffer"
    case 0x8010_0009: "unknown reader"
    case 0x8010_000A: "timeout"
    case 0x8010_000B: "sharing violation"
    case 0x8010_000C: "no smartcard"
    case 0x8010_000F: "protocol mismatch"
    case 0x8010_0011: "invalid value"
    case 0x8010_0013: "communication error"
    case 0x8010_0016: "not transacted"
    case 0x8010_001D: "no service"
    case 0x8010_001F: "unsupported"
    case 0x8010_002E: "no readers"
    case 0x8010_0067: "unpowered"
    case 0x8010_0068: "reset"
    case 0x8010_0069: "removed"
    case 0x8010_006A: "refused"
    case let code: "0x" + String(code, radix: 16)
    }
}

/// The flags of `dwEventState` as words, without the counter.
func stateWords(_ state: DWORD) -> String {
    let flags: [(Int32, String)] = [
        (SCARD_STATE_CHANGED, "changed"), (SCARD_STATE_UNKNOWN, "unknown"), (SCARD_STATE_UNAVAILABLE, "unavailable"),
        (SCARD_STATE_EMPTY, "empty"), (SCARD_STATE_PRESENT, "present"), (SCARD_STATE_EXCLUSIVE, "exclusive"),
        (SCARD_STATE_INUSE, "inUse"), (SCARD_STATE_MUTE, "mute"),
    ]
    return flags.filter { state & DWORD($0.0) != 0 }.map(\.1).joined(separator: " ")
}
