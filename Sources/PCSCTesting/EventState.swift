import CPCSCLite

/// What `SCardGetStatusChange` says of one reader, given what the caller knows (pcsc-lite 1.9.9,
/// `src/winscard_clnt.c`).
struct EventState: Hashable {
    /// `dwEventState`: flags, and the event counter in the high word.
    var word: DWORD
    var atr: [UInt8]
    /// True when the call returns for it.
    var isNews: Bool

    private struct Flag {
        static let changed = DWORD(SCARD_STATE_CHANGED)
        static let unknown = DWORD(SCARD_STATE_UNKNOWN)
        static let unavailable = DWORD(SCARD_STATE_UNAVAILABLE)
        static let empty = DWORD(SCARD_STATE_EMPTY)
        static let present = DWORD(SCARD_STATE_PRESENT)
        static let exclusive = DWORD(SCARD_STATE_EXCLUSIVE)
        static let inUse = DWORD(SCARD_STATE_INUSE)
        static let mute = DWORD(SCARD_STATE_MUTE)
    }

    /// A reader that left while the caller waited.
    init(ofMissingReaderKnownAs known: DWORD) {
        isNews = known & Flag.unknown == 0
        word = Flag.unknown | Flag.unavailable | (isNews ? Flag.changed : 0)
        atr = []
    }

    init(of reader: ServiceState.Reader, isShared: Bool, isExclusive: Bool, known: DWORD) {
        // A reader that was away is back, and one that was in a bad state isn't.
        var isNews = known & (Flag.unknown | Flag.unavailable) != 0
        // A counter of 0 counts as "no counter known".
        let counter = known >> 16 & 0xFFFF
        if counter != 0, counter != DWORD(reader.eventCounter) { isNews = true }

        var flags: DWORD = 0
        if let card = reader.card {
            flags |= Flag.present
            if card.isMute { flags |= Flag.mute }
            if known & Flag.empty != 0 || (known & Flag.mute != 0) != card.isMute { isNews = true }
            atr = card.isMute ? [] : card.atr
        } else {
            flags |= Flag.empty
            if known & Flag.present != 0 { isNews = true }
            atr = []
        }
        if isExclusive {
            flags |= Flag.exclusive
            if known & Flag.inUse != 0 { isNews = true }
        } else if isShared {
            // That others begin to use a card is told, but wakes nobody.
            if reader.card != nil { flags |= Flag.inUse }
            if reader.card != nil, known & Flag.exclusive != 0 { isNews = true }
        } else if known & (Flag.inUse | Flag.exclusive) != 0 {
            isNews = true
        }
        if known == DWORD(SCARD_STATE_UNAWARE) { isNews = true }
        self.isNews = isNews
        word = flags | DWORD(reader.eventCounter) << 16 | (isNews ? Flag.changed : 0)
    }
}
