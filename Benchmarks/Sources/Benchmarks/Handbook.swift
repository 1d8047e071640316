import Foundation
import Handbook
import HandbookProof
import JSON

extension RowGroup {
    /// Decisions: one by one, and as lines of JSON in a stream.
    static let handbook = RowGroup(name: "handbook") {
        let rulebook = Rulebook()
        var random = RandomCase(seed: 1)
        let cases = (0..<4000).map { (Workflow.allCases[$0 % 4], random.facts()) }
        return [decision(rulebook, cases), try lines(rulebook, cases), try memory(rulebook, cases)]
    }

    /// One decision, with its steps; the median of rounds over 4,000 different cases.
    private static func decision(_ rulebook: Rulebook, _ cases: [(Workflow, Facts)]) -> Row {
        var decided = 0
        let samples = Samples(
            (0..<30).map { _ in
                timed {
                    for (workflow, facts) in cases where !rulebook.decide(workflow, facts).trace.isEmpty {
                        decided += 1
                    }
                } / Double(cases.count)
            })
        precondition(decided == 30 * cases.count)
        return .figure(
            "one decision, with its steps", Row.time(samples.median), bound: "≤ 5 µs", isMet: samples.median <= 5e-6)
    }

    /// A line in, read strictly as 'ra decide' does, and a line out, against decoding the same line and writing the same
    /// answer without deciding.
    private static func lines(_ rulebook: Rulebook, _ cases: [(Workflow, Facts)]) throws -> Row {
        let inputs = try cases.prefix(400).map { (workflow, facts) in
            (workflow, Data(try facts.json.line().utf8), rulebook.decide(workflow, facts).json)
        }
        var bytes = 0
        let (ours, theirs) = try interleave(20, warmUp: 2) {
            for (workflow, line, _) in inputs {
                let facts = try Facts(json: try JSONValue(strictlyParsing: line), practice: rulebook.practice)
                bytes += try rulebook.decide(workflow, facts).json.line().utf8.count
            }
        } theirs: {
            for (_, line, answer) in inputs {
                guard case .object = try JSONValue(parsing: line) else { continue }
                bytes -= try answer.line().utf8.count
            }
        }
        precondition(bytes == 0)
        let count = Double(inputs.count)
        return .times(
            "decide a line of JSON, against decoding and encoding alone", ours: ours.median / count,
            theirs: theirs.median / count, atMost: 1.5)
    }

    /// Growth of the process over 100,000 lines after the first 10,000.
    private static func memory(_ rulebook: Rulebook, _ cases: [(Workflow, Facts)]) throws -> Row {
        let inputs = try cases.prefix(1000).map { ($0.0, Data(try $0.1.json.line().utf8)) }
        func decide(_ count: Int) throws {
            for index in 0..<count {
                let (workflow, line) = inputs[index % inputs.count]
                let facts = try Facts(json: try JSONValue(strictlyParsing: line), practice: rulebook.practice)
                _ = try rulebook.decide(workflow, facts).json.line()
            }
        }
        try decide(10_000)
        let before = try residentKiB()
        try decide(100_000)
        let growth = try residentKiB() - before
        return .figure(
            "memory gained over 100,000 lines", "\(growth) KiB", bound: "≤ 1024 KiB", isMet: growth <= 1024)
    }

    private static func residentKiB() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
