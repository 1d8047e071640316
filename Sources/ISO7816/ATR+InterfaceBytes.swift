extension ATR.InterfaceByte {
    /// What the byte says (ISO/IEC 7816-3 §8.3, §10.2 for T=0, §11.4 for T=1).
    public var meaning: String {
        switch (kind, index, transmissionProtocol) {
        case (.td, _, _):
            let number = value & 0x0F
            let what = number == 15 ? "global bytes (T=15)" : "protocol T=\(number)"
            return [what, ATR.InterfaceByte.announced(by: value, index: index + 1)]
                .compactMap { $0 }.joined(separator: "; ")
        case (.ta, 1, _): return speed
        case (.tb, 1, _), (.tb, 2, _): return "programming voltage, no longer used"
        case (.tc, 1, _):
            return value == 255 ? "guard time as short as the protocol allows" : "extra guard time of \(value) etu"
        case (.ta, 2, _): return specificMode
        case (.tc, 2, _): return "T=0 waiting time integer \(value)"
        case (.ta, _, 15): return supply
        case (.tb, _, 15): return value & 0x80 == 0 ? "SPU contact, standard use" : "SPU contact, the maker's use"
        case (.ta, _, 1): return "T=1 card takes blocks of up to \(value) bytes"
        case (.tb, _, 1): return "T=1 waiting times: block \(value >> 4), character \(value & 0x0F)"
        case (.tc, _, 1): return value & 1 == 0 ? "T=1 blocks are checked by LRC" : "T=1 blocks are checked by CRC"
        default: return "not defined for T=\(transmissionProtocol ?? 0)"
        }
    }

    /// "TA1, TC1 follow"; nil when none does.
    static func announced(by value: UInt8, index: Int) -> String? {
        let names = announcements.filter { value & $0.bit != 0 }.map { "\($0.kind.rawValue)\(index)" }
        return names.isEmpty ? nil : names.joined(separator: ", ") + (names.count == 1 ? " follows" : " follow")
    }

    /// Fi, Di and the highest clock (ISO/IEC 7816-3 tables 7 and 8).
    private var speed: String {
        let clocks: [(Int, String)?] = [
            (372, "4"), (372, "5"), (558, "6"), (744, "8"), (1116, "12"), (1488, "16"), (1860, "20"), nil,
            nil, (512, "5"), (768, "7.5"), (1024, "10"), (1536, "15"), (2048, "20"), nil, nil,
        ]
        let rates: [Int?] = [nil, 1, 2, 4, 8, 16, 32, 64, 12, 20, nil, nil, nil, nil, nil, nil]
        guard let (cycles, megahertz) = clocks[Int(value >> 4)], let rate = rates[Int(value & 0x0F)] else {
            return "speed: reserved value"
        }
        return "speed: Fi \(cycles), Di \(rate), clock up to \(megahertz) MHz"
    }

    private var specificMode: String {
        let change = value & 0x80 == 0 ? "can change" : "can't change"
        let parameters = value & 0x10 == 0 ? "" : ", speed is the card's own"
        return "specific mode with T=\(value & 0x0F), \(change)\(parameters)"
    }

    private var supply: String {
        let clock = ["clock may not stop", "clock may stop low", "clock may stop high", "clock may stop"][
            Int(value >> 6)]
        let classes = [(1, "5 V"), (2, "3 V"), (4, "1.8 V")].filter { value & $0.0 != 0 }.map(\.1)
        return clock + "; " + (classes.isEmpty ? "no supply class named" : classes.joined(separator: ", "))
    }
}
