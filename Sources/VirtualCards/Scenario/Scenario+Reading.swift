import PCSCTesting
import StrictYAML

/// Reads the parts of a scenario that name readers and cards, and holds them to the names that there are.
struct ScenarioNames {
    private var readers: Set<String> = []
    private var cards: [String: Scenario.Card.Kind] = [:]

    mutating func readers(_ value: YAMLValue?) throws(YAMLMistake) -> [Scenario.Reader] {
        var list: [Scenario.Reader] = []
        for (id, entry) in try value?.members() ?? [] {
            let keys = try entry.mapping("name", "vendor", "serial", "attached")
            guard let name = try keys["name"]?.string() else { throw entry.mistake("must have a name") }
            // MAX_READERNAME of pcsclite.h, with the NUL at the end.
            guard (1...127).contains(name.utf8.count), !name.utf8.contains(0) else {
                throw entry.mistake("must have a name of 1 to 127 bytes")
            }
            guard !list.contains(where: { $0.model.name == Array(name.utf8) }) else {
                throw entry.mistake("must have a name that no other reader has")
            }
            let model = SimulatedReader(
                name, vendor: try keys["vendor"]?.string(), serialNumber: try keys["serial"]?.string())
            list.append(
                Scenario.Reader(id: id, model: model, isAttached: try keys["attached"]?.bool() ?? true))
        }
        if let value, list.count > SimulatedService.mostReaders {
            throw value.mistake("must be at most \(SimulatedService.mostReaders) readers")
        }
        readers = Set(list.map(\.id))
        return list
    }

    mutating func cards(_ value: YAMLValue?) throws(YAMLMistake) -> [Scenario.Card] {
        var list: [Scenario.Card] = []
        for (id, entry) in try value?.members() ?? [] { list.append(try Scenario.Card(id: id, yaml: entry)) }
        cards = Dictionary(list.map { ($0.id, $0.kind) }, uniquingKeysWith: { first, _ in first })
        return list
    }

    func inserted(_ value: YAMLValue?) throws(YAMLMistake) -> [String: String] {
        var inserted: [String: String] = [:]
        for (reader, entry) in try value?.members() ?? [] {
            guard readers.contains(reader) else { throw entry.mistake("is not the key of a reader") }
            let card = try card(entry)
            guard !inserted.values.contains(card) else { throw entry.mistake("is in another reader already") }
            inserted[reader] = card
        }
        return inserted
    }

    func events(_ value: YAMLValue?) throws(YAMLMistake) -> [Scenario.Event] {
        var events: [Scenario.Event] = []
        for entry in try value?.list() ?? [] { events.append(try event(entry)) }
        return events
    }

    private func event(_ value: YAMLValue) throws(YAMLMistake) -> Scenario.Event {
        let keys = try value.mapping(
            "at", "occurrence", "seconds", "insert", "into", "remove", "attach", "detach", "change", "certificates",
            "tries", "service")
        let moment: Scenario.Event.Moment
        if let at = keys["at"] {
            moment = .reached(try at.string(), occurrence: try keys["occurrence"]?.integer(in: 1...1000) ?? 1)
        } else {
            if let stray = keys["occurrence"] { throw stray.mistake("goes with 'at'") }
            moment = .start
        }
        let delay = try keys["seconds"]?.seconds() ?? .zero
        return Scenario.Event(moment: moment, delay: delay, action: try action(keys, in: value))
    }

    private func action(
        _ keys: [String: YAMLValue], in value: YAMLValue
    ) throws(YAMLMistake) -> Scenario.Event.Action {
        let verbs = ["insert", "remove", "attach", "detach", "change", "service"].filter { keys[$0] != nil }
        guard verbs.count == 1, let verb = verbs.first, let object = keys[verb] else {
            throw value.mistake("must have one of insert, remove, attach, detach, change and service")
        }
        for (key, owner) in [("into", "insert"), ("certificates", "change"), ("tries", "change")] where verb != owner {
            if let stray = keys[key] { throw stray.mistake("goes with '\(owner)'") }
        }
        switch verb {
        case "insert":
            guard let into = keys["into"] else { throw value.mistake("must say 'into' which reader") }
            return .insert(card: try card(object), reader: try reader(into))
        case "remove": return .remove(reader: try reader(object))
        case "attach": return .attach(reader: try reader(object))
        case "detach": return .detach(reader: try reader(object))
        case "change": return try change(object, keys)
        default: return .service(try object.choice())
        }
    }

    private func change(
        _ object: YAMLValue, _ keys: [String: YAMLValue]
    ) throws(YAMLMistake) -> Scenario.Event.Action {
        let id = try card(object)
        guard cards[id] == .piv else { throw object.mistake("must be a card of kind piv") }
        let change = Scenario.CardChange(
            certificates: try keys["certificates"].map { value throws(YAMLMistake) in try value.validity() },
            tries: try keys["tries"]?.integer(in: 0...15))
        guard change.certificates != nil || change.tries != nil else {
            throw object.mistake("must have new certificates, tries or both")
        }
        return .change(card: id, change)
    }

    private func reader(_ value: YAMLValue) throws(YAMLMistake) -> String {
        let id = try value.string()
        guard readers.contains(id) else { throw value.mistake("is not the key of a reader") }
        return id
    }

    private func card(_ value: YAMLValue) throws(YAMLMistake) -> String {
        let id = try value.string()
        guard cards[id] != nil else { throw value.mistake("is not the key of a card") }
        return id
    }
}

extension Scenario.Fault {
    init(yaml value: YAMLValue) throws(YAMLMistake) {
        let keys = try value.mapping("function", "calls", "result")
        guard let function = keys["function"], let calls = keys["calls"], let result = keys["result"] else {
            throw value.mistake("must have function, calls and result")
        }
        let bounds = try calls.list()
        guard bounds.count == 2 else { throw calls.mistake("must be two numbers: first and last call") }
        let first = try bounds[0].integer(in: 1...1_000_000)
        let digits = try result.string()
        guard digits.utf8.count == 8, let code = UInt32(digits, radix: 16) else {
            throw result.mistake("must be eight hexadecimal digits")
        }
        self.init(
            function: try function.choice(), calls: first...(try bounds[1].integer(in: first...1_000_000)),
            result: code)
    }
}
