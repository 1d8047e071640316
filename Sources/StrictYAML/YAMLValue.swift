import Yams

/// A value in a YAML file that knows its file, line and key, so that every mistake can name them. Nothing is guessed:
/// a key that isn't expected, a value of another type and a key given twice are mistakes.
public struct YAMLValue {
    let node: Node
    let file: String
    let path: [String]

    /// The largest file that is read, in bytes.
    public static let largestFile = 1 << 20

    /// The root of the one document in a text. An empty text is an empty mapping.
    public init(text: String, file: String) throws(YAMLMistake) {
        guard text.utf8.count <= YAMLValue.largestFile else {
            throw YAMLMistake(file: file, line: nil, key: nil, message: "is larger than 1 MiB")
        }
        try YAMLBounds.check(text: text, file: file)
        do {
            let parser = try Parser(yaml: text)
            let root = try parser.singleRoot() ?? Node([(Node, Node)]())
            // Nodes know their anchors only as long as the parser is there.
            try withExtendedLifetime(parser) { try YAMLBounds.check(root, file: file) }
            node = root
        } catch let mistake as YAMLMistake {
            throw mistake
        } catch let error as YamlError {
            throw YAMLMistake(file: file, yamlError: error)
        } catch {
            throw YAMLMistake(file: file, line: nil, key: nil, message: "\(error)")
        }
        self.file = file
        path = []
    }

    init(node: Node, file: String, path: [String]) {
        self.node = node
        self.file = file
        self.path = path
    }

    /// A mistake at this place.
    public func mistake(_ message: String) -> YAMLMistake {
        YAMLMistake(
            file: file, line: node.mark?.line, key: path.isEmpty ? nil : path.joined(separator: "."), message: message)
    }

    /// True for `null`, `~` and an empty value.
    public var isNull: Bool { node == Node("", Tag(.null)) || node.null != nil }
    public var isList: Bool { node.sequence != nil }
    public var isMapping: Bool { node.mapping != nil }
}

extension YAMLValue {
    public func string() throws(YAMLMistake) -> String {
        guard let scalar = node.scalar, !isNull else { throw mistake("must be text") }
        return scalar.string
    }

    /// Text that can be shown and stored as it is: not empty, bounded, on one line, without control characters and
    /// without those that turn the direction of writing.
    public func plainText(upTo longest: Int = 1024) throws(YAMLMistake) -> String {
        let text = try string()
        guard !text.isEmpty, text.utf8.count <= longest else { throw mistake("must be text of 1 to \(longest) bytes") }
        guard text.unicodeScalars.allSatisfy(\.isPlain) else { throw mistake("must not hold control characters") }
        return text
    }

    public func bool() throws(YAMLMistake) -> Bool {
        guard let value = node.bool else { throw mistake("must be true or false") }
        return value
    }

    public func integer(in range: ClosedRange<Int> = Int.min...Int.max) throws(YAMLMistake) -> Int {
        if hasLeadingZero { throw mistake("must be a whole number without leading zeros") }
        guard isDecimal, let value = node.int, range.contains(value) else {
            let bounds =
                range == Int.min...Int.max ? "" : " from \(range.lowerBound) to \(range.upperBound)"
            throw mistake("must be a whole number\(bounds)")
        }
        return value
    }

    public func number() throws(YAMLMistake) -> Double {
        if hasLeadingZero { throw mistake("must be a number without leading zeros") }
        guard isDecimal, let value = node.float, value.isFinite else { throw mistake("must be a number") }
        return value
    }

    /// YAML 1.1 takes `010` for 8.
    private var hasLeadingZero: Bool { node.scalar?.string.wholeMatch(of: /[+-]?0\d.*/) != nil }

    /// Whether a number is written as people write it: YAML 1.1 also has `0x1F`, `1_000` and `1:30` (which is 90).
    private var isDecimal: Bool { node.scalar?.string.wholeMatch(of: /[+-]?\d+(\.\d+)?([eE][+-]?\d+)?/) != nil }

    /// One of a closed set of words.
    public func choice<Choice>(_ type: Choice.Type = Choice.self) throws(YAMLMistake) -> Choice
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = node.scalar?.string, let value = Choice(rawValue: text) else {
            throw mistake("must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return value
    }

    public func list() throws(YAMLMistake) -> [YAMLValue] {
        guard let sequence = node.sequence else { throw mistake("must be a list") }
        return sequence.enumerated().map { index, node in
            YAMLValue(node: node, file: file, path: path + ["\(index + 1)"])
        }
    }

    /// The members of a mapping, which may hold these keys and no others.
    public func mapping(_ keys: String...) throws(YAMLMistake) -> [String: YAMLValue] {
        try mapping(keys: keys)
    }

    /// The members of a mapping, which may hold these keys and no others.
    public func mapping(keys: [String]) throws(YAMLMistake) -> [String: YAMLValue] {
        let members = try members()
        if let stranger = members.first(where: { !keys.contains($0.key) }) {
            throw stranger.value.mistake("is not known here; known: " + keys.joined(separator: ", "))
        }
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
    }

    /// The members of a mapping with any keys, by key.
    public func memberTable() throws(YAMLMistake) -> [String: YAMLValue] {
        Dictionary(uniqueKeysWithValues: try members().map { ($0.key, $0.value) })
    }

    /// The members of a mapping with any keys, in the file's order.
    public func members() throws(YAMLMistake) -> [(key: String, value: YAMLValue)] {
        guard let mapping = node.mapping else { throw mistake("must be a mapping") }
        var members: [(key: String, value: YAMLValue)] = []
        for (keyNode, valueNode) in mapping {
            guard let key = keyNode.scalar?.string else { throw mistake("must have plain text keys") }
            members.append((key, YAMLValue(node: valueNode, file: file, path: path + [key])))
        }
        return members
    }
}

extension YAMLMistake {
    init(file: String, yamlError: YamlError) {
        let line: Int? =
            switch yamlError {
            case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
            case .duplicatedKeysInMapping(_, let context): context.mark.line
            default: nil
            }
        let message =
            switch yamlError {
            case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
                "is not YAML: \(problem)"
            case .duplicatedKeysInMapping(let keys, _):
                "has a key twice: " + keys.map { "\($0)" }.joined(separator: ", ")
            default: "is not YAML: \(yamlError)"
            }
        self.init(file: file, line: line, key: nil, message: message)
    }
}

extension Unicode.Scalar {
    fileprivate var isPlain: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: !(0x202A...0x202E).contains(value) && !(0x2066...0x2069).contains(value)
        }
    }
}
