import Foundation
import JSON

/// The answers of a scenario that is built in, as they are used up.
final class ScenarioAnswers {
    private let values: [String: [JSONValue]]
    private let lists: Set<String>
    /// How many of each list are used up.
    var used: [String: Int] = [:]

    init(_ scenario: String) {
        var values: [String: [JSONValue]] = [:]
        var lists: Set<String> = []
        for line in ScenarioAnswers.section("answers", of: ScenarioAnswers.text(of: scenario)) {
            let parts = line.split(separator: ": ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2 else { continue }
            let isList = parts[1].hasPrefix("[")
            let texts = isList ? parts[1].dropFirst().dropLast().split(separator: ",").map(String.init) : [parts[1]]
            if isList { lists.insert(parts[0]) }
            values[parts[0]] = texts.map { ScenarioAnswers.value($0.trimmingCharacters(in: .whitespaces)) }
        }
        (self.values, self.lists) = (values, lists)
    }

    var keys: [String] { values.keys.sorted() }

    /// The answer to a question; to a block the first of its steps' answers that isn't "done".
    func next(_ key: String, _ steps: JSONValue?) -> JSONValue {
        let numbers = (steps?.array ?? []).compactMap { $0["number"]?.integer }
        for number in numbers {
            if let answer = next("step.\(number)"), answer != "done" { return answer }
        }
        if !numbers.isEmpty { return "done" }
        if let answer = next(key) { return answer }
        if key.hasSuffix("result.trouble") { return "look" }
        return key.hasSuffix(".trouble") ? "giveUp" : key == "decision.follow" ? true : .null
    }

    private func next(_ key: String) -> JSONValue? {
        guard let values = values[key] else { return nil }
        guard lists.contains(key) else { return values[0] }
        let count = used[key, default: 0]
        guard count < values.count else { return nil }
        used[key] = count + 1
        return values[count]
    }

    static func text(of scenario: String) -> String {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/VirtualCards/Scenarios/\(scenario).yaml")
        return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }

    static func section(_ name: String, of text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            .drop { $0 != name + ":" }.dropFirst().prefix { $0.hasPrefix(" ") }.map { $0 }
    }

    private static func value(_ text: String) -> JSONValue {
        switch text {
        case "true": true
        case "false": false
        default: Int64(text).map(JSONValue.integer) ?? .string(text.trimmingCharacters(in: ["\""]))
        }
    }
}
