extension ATR {
    /// Some of the bytes and what they mean.
    public struct Part: Hashable, Sendable {
        /// The bytes that it is about.
        public let bytes: [UInt8]
        /// The standard's name: `TS`, `TA1`, `T1–T6`, `TCK`.
        public let name: String
        /// In words.
        public let meaning: String
    }

    /// Every byte in its order, explained in plain English.
    public var explanation: [Part] {
        var parts = [
            Part(
                bytes: [bytes[0]], name: "TS",
                meaning: convention == .direct ? "direct convention" : "inverse convention"),
            Part(bytes: [format], name: "T0", meaning: formatMeaning),
        ]
        parts += interfaceBytes.map { byte in
            Part(bytes: [byte.value], name: "\(byte.kind.rawValue)\(byte.index)", meaning: byte.meaning)
        }
        parts += historicalParts
        switch check {
        case .notNeeded: break
        case .right(let byte): parts.append(Part(bytes: [byte], name: "TCK", meaning: "check byte, right"))
        case .wrong(let byte, let expected):
            parts.append(
                Part(bytes: [byte], name: "TCK", meaning: "check byte, wrong: it should be \(expected.hexadecimal)"))
        case .missing: parts.append(Part(bytes: [], name: "TCK", meaning: "check byte is missing"))
        }
        if !surplus.isEmpty {
            parts.append(Part(bytes: surplus, name: "–", meaning: "more bytes than the answer should have"))
        }
        return parts
    }

    private var formatMeaning: String {
        let historical = format & 0x0F
        let count = historical == 1 ? "1 historical byte" : "\(historical) historical bytes"
        return [InterfaceByte.announced(by: format, index: 1), count].compactMap { $0 }.joined(separator: "; ")
    }

    private var historicalParts: [Part] {
        guard let category = historicalBytes.first else { return [] }
        var position = 1
        func part(_ bytes: [UInt8], _ meaning: String) -> Part {
            let last = position + bytes.count - 1
            let name = bytes.count == 1 ? "T\(position)" : "T\(position)–T\(last)"
            position = last + 1
            return Part(bytes: bytes, name: name, meaning: meaning)
        }
        switch HistoricalBytes(historicalBytes) {
        case .none: return []
        case .proprietary(let bytes): return [part(bytes, "the maker's own: \(printable(bytes))")]
        case .directoryReference(let value):
            return [part([category], "a reference to the DIR file follows"), part([value], "DIR data reference")]
        case .objects(let objects, let status):
            var parts = [
                part([category], status == nil ? "data objects follow" : "data objects and the card's status follow")
            ]
            for object in objects {
                parts.append(part([object.tag << 4 | UInt8(object.value.count)] + object.value, object.meaning))
            }
            if let status {
                parts.append(part([status.lifeCycle], "life cycle status"))
                parts.append(
                    part([status.status.sw1, status.status.sw2], "status: \(status.status.meaning)"))
            }
            return parts
        }
    }
}

extension CompactTLV {
    var meaning: String {
        let text = "\(name): \(value.isEmpty ? "empty" : value.hexadecimal)"
        let isText = value.count > 2 && value.allSatisfy { (0x20...0x7E).contains($0) }
        return isText ? text + " (\(printable(value)))" : text
    }
}

private func printable(_ bytes: [UInt8]) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar((0x20...0x7E).contains($0) ? $0 : 0x2E) }))
}
