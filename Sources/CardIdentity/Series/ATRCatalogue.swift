import ISO7816
import StrictYAML

/// What is known of answers to reset: a card's make, and the series that such cards were reported to have.
///
/// Only ever a hint. No ATR of the NHS's series 8, 9 or 10 has been published, and one ATR may belong to several series.
public struct ATRCatalogue: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        /// Nil stands for any byte.
        public var pattern: [UInt8?]
        public var card: String
        /// Series reported with this ATR; empty where nothing links it with the NHS.
        public var series: [Int]
        /// Who says so.
        public var source: String

        func matches(_ atr: [UInt8]) -> Bool {
            atr.count == pattern.count && zip(atr, pattern).allSatisfy { $1 == nil || $0 == $1 }
        }
    }

    public var entries: [Entry]

    public init(entries: [Entry] = []) {
        self.entries = entries
    }

    /// The catalogue that comes with the program.
    public static func builtIn() throws(YAMLMistake) -> ATRCatalogue {
        try ATRCatalogue(
            text: String(decoding: PackageResources.atr_catalogue_yaml, as: UTF8.self), file: "atr-catalogue.yaml")
    }

    /// Reads a catalogue: `atrs`, a list of `atr`, `card`, `series` (may be left out) and `source`.
    public init(text: String, file: String) throws(YAMLMistake) {
        let list = try YAMLValue(text: text, file: file).mapping("atrs")["atrs"]?.list() ?? []
        entries = try list.map { value throws(YAMLMistake) in
            let members = try value.mapping("atr", "card", "series", "source")
            guard let atr = members["atr"], let card = members["card"], let source = members["source"] else {
                throw value.mistake("must have atr, card and source")
            }
            guard let pattern = ATRCatalogue.pattern(try atr.string()) else {
                throw atr.mistake("must be 2 to 33 bytes in hexadecimal; '..' stands for any byte")
            }
            return Entry(
                pattern: pattern, card: try card.plainText(),
                series: try (members["series"]?.list() ?? []).map { number throws(YAMLMistake) in
                    try number.integer(in: 1...99)
                }, source: try source.plainText())
        }
    }

    /// The first entry that matches; a site's entries stand before the built-in ones.
    public func entry(for atr: [UInt8]) -> Entry? {
        entries.first { $0.matches(atr) }
    }

    /// This catalogue with a site's own entries before its own.
    public func preceded(by site: ATRCatalogue) -> ATRCatalogue {
        ATRCatalogue(entries: site.entries + entries)
    }

    private static func pattern(_ text: String) -> [UInt8?]? {
        var pattern: [UInt8?] = []
        var rest = text.filter { $0 != " " }[...]
        while !rest.isEmpty {
            let pair = rest.prefix(2)
            rest = rest.dropFirst(2)
            if pair == ".." {
                pattern.append(nil)
            } else if let byte = [UInt8](hexadecimal: pair)?.first {
                pattern.append(byte)
            } else {
                return nil
            }
        }
        return (2...ATR.longest).contains(pattern.count) ? pattern : nil
    }
}
