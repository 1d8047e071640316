import Instants
import StrictYAML

extension Scenario.Card {
    init(id: String, yaml value: YAMLValue) throws(YAMLMistake) {
        let keys = try value.mapping(
            "kind", "atr", "answerSeconds", "uuid", "name", "certificates", "tries")
        guard let kindValue = keys["kind"] else { throw value.mistake("must have a kind") }
        kind = try kindValue.choice()
        self.id = id
        atr = try keys["atr"].map { value throws(YAMLMistake) in try value.bytes() }
        latency = try keys["answerSeconds"]?.seconds() ?? .zero
        guard kind == .piv else {
            for key in ["uuid", "name", "certificates", "tries"] {
                if let stray = keys[key] { throw stray.mistake("goes with kind piv only") }
            }
            piv = nil
            return
        }
        guard let uuid = keys["uuid"], let certificates = keys["certificates"] else {
            throw value.mistake("must have a uuid and certificates")
        }
        piv = Scenario.PIV(
            uuid: try uuid.string(), name: try keys["name"]?.string(), certificates: try certificates.validity(),
            tries: try keys["tries"]?.integer(in: 0...15) ?? 3)
    }
}

extension YAMLValue {
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
