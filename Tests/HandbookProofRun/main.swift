import Crypto
import Foundation
import Handbook
import HandbookProof

// Decides so many random fact sets and checks what must hold for each: `handbook-proof 10000000 [SEED]`.

let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
let count = arguments.first ?? 10_000_000
let seed = arguments.dropFirst().first ?? 20_261_121
let lanes = UInt64(max(1, min(4, ProcessInfo.processInfo.activeProcessorCount)))

struct LaneResult: Sendable {
    var rows: [String: Int]
    var routes: [Route: Int]
    var fault: String?
    var lane: UInt64
    var decisions: String
}

@Sendable func run(lane: UInt64) -> LaneResult {
    var check = WholeCaseCheck(rulebook: Rulebook())
    var cases = RandomCase(seed: seed &+ lane)
    var done = lane
    func result(_ fault: String?) -> LaneResult {
        let digest = check.decisions.finalize().prefix(8).map { String(format: "%02x", $0) }.joined()
        return LaneResult(rows: check.rows, routes: check.routes, fault: fault, lane: lane, decisions: digest)
    }
    while done < count {
        let facts = cases.facts()
        let workflow = Workflow.allCases[Int(done / lanes % 4)]
        if let fault = check.fault(workflow, facts) {
            return result("\(workflow.rawValue): \(fault): \(facts)")
        }
        done += lanes
    }
    return result(nil)
}

var results: [LaneResult] = []
await withTaskGroup(of: LaneResult.self) { group in
    for lane in 0..<lanes { group.addTask { run(lane: lane) } }
    for await result in group { results.append(result) }
}
let rows = results.reduce(into: [String: Int]()) { $0.merge($1.rows, uniquingKeysWith: +) }
let routes = results.reduce(into: [Route: Int]()) { $0.merge($1.routes, uniquingKeysWith: +) }
let all = Set(Chapter.all.flatMap { $0.table.all.map(\.id) })
let never = all.subtracting(rows.keys).sorted()
print("\(count) fact sets, seed \(seed): \(rows.count) of \(all.count) rows led on, \(routes.count) routes")
print("decisions: \(results.sorted { $0.lane < $1.lane }.map(\.decisions).joined(separator: " "))")
for fault in results.compactMap(\.fault) { print("FAULT \(fault)") }
if !never.isEmpty { print("never led on: \(never.joined(separator: ", "))") }
exit(results.allSatisfy { $0.fault == nil } && never.isEmpty ? 0 : 1)
