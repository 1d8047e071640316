import Instants
import StrictYAML

extension Scenario.Card {
    init(id: String, yaml value: YAMLValue) throws(YAMLMistake) {
        let keys = try value.mapping(
            "kind", "atr", "answerSeconds", "uuid", "name", "certificates", "tries", "objects", "select",
            "counter", "pieceBytes")
        guard let kindValue = keys["kind"] else { throw value.mistake("must have a kind") }
        kind = try kindValue.choice()
        self.id = id
        atr = try keys["atr"].map { value throws(YAMLMistake) in try value.bytes() }
        latency = try keys["answerSeconds"]?.seconds() ?? .zero
        for (key, kinds) in Self.kindsOfKeys where !kinds.contains(kind) {
            let names = kinds.map(\.rawValue).joined(separator: " and ")
            if let stray = keys[key] { throw stray.mistake("goes with kind \(names) only") }
        }
        let tries = try keys["tries"]?.integer(in: 0...15) ?? 3
        raw = kind == .raw ? try Scenario.RawPIV(keys, tries: tries, in: value) : nil
        guard kind == .piv else {
            piv = nil
            return
        }
        guard let uuid = keys["uuid"], let certificates = keys["certificates"] else {
            throw value.mistake("must have a uuid and certificates")
        }
        piv = Scenario.PIV(
            uuid: try uuid.string(), name: try keys["name"]?.string(), certificates: try certificates.validity(),
            tries: tries)
    }

    /// Keys that only cards of some kinds have.
    private static let kindsOfKeys: [(String, [Kind])] = [
        ("uuid", [.piv]), ("name", [.piv]), ("certificates", [.piv]), ("tries", [.piv, .raw]), ("objects", [.raw]),
        ("select", [.raw]), ("counter", [.raw]), ("pieceBytes", [.raw]),
    ]
}

extension Scenario.RawPIV {
    fileprivate init(_ keys: [String: YAMLValue], tries: Int, in card: YAMLValue) throws(YAMLMistake) {
        guard let list = keys["objects"] else { throw card.mistake("must have objects") }
        var objects: [UInt32: [UInt8]] = [:]
        for (key, value) in try list.members() {
            guard (2...8).contains(key.utf8.count), let tag = UInt32(key, radix: 16) else {
                throw value.mistake("must be under a tag of one to four bytes in hexadecimal")
            }
            objects[tag] = try value.bytes()
        }
        self.objects = objects
        select = try keys["select"]?.statusWord()
        counter = try keys["counter"]?.statusWord()
        pieceBytes = try keys["pieceBytes"]?.integer(in: 0...255)
        self.tries = tries
    }
}

extension YAMLValue {
    fileprivate func statusWord() throws(YAMLMistake) -> UInt16 {
        let bytes = try bytes()
        guard bytes.count == 2 else { throw mistake("must be two bytes in hexadecimal") }
        return UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    }

    func validity() throws(YAMLMistake) -> Scenario.Validity {
        let keys = try mapping("from", "until")
        guard let until = keys["until"] else { throw mistake("must say 'until' when") }
        return Scenario.Validity(from: try keys["from"]?.moment() ?? .fromNow(seconds: 0), until: try until.moment())
    }

    /// `2027-01-01T00:00:00Z`, or from now: `90 days`, `-1 hour`.
    private func moment() throws(YAMLMistake) -> Scenario.Moment {
        let text = try string()
        if let instant = UTCInstant(rfc3339: text) { return .absolute(instant) }
        let units: [Substring: Int64] = [
            "second": 1, "seconds": 1, "minute": 60, "minutes": 60, "hour": 3600, "hours": 3600, "day": 86_400,
            "days": 86_400,
        ]
        let words = text.split(separator: " ")
        guard words.count == 2, let number = Int64(words[0]), abs(number) <= 10_000_000, let unit = units[words[1]]
        else { throw mistake("must be a time as 2027-01-01T00:00:00Z, or one from now as '90 days' or '-1 hour'") }
        return .fromNow(seconds: number * unit)
    }

    /// Seconds, with a fraction, up to an hour.
    func seconds() throws(YAMLMistake) -> Duration {
        let value = try number()
        guard (0...3600).contains(value) else { throw mistake("must be 0 to 3600 seconds") }
        return .milliseconds(Int64(value * 1000))
    }

    /// Hexadecimal digits, two a byte.
    fileprivate func bytes() throws(YAMLMistake) -> [UInt8] {
        let digits = Array(try string().utf8)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index..<min(index + 2, digits.count)], as: UTF8.self), radix: 16)
        }
        guard digits.count == bytes.count * 2, !bytes.isEmpty else { throw mistake("must be bytes in hexadecimal") }
        return bytes
    }
}
