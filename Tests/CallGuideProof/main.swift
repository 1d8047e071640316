import CallGuide
import Foundation
import Handbook
import Instants
import NextSteps
import WorkingDays

// Answers every system at every site, with and without the Digital Team, for each instant on standard input (seconds
// since 1970, one a line): one line each, the answers separated by tabs. For a second evaluation to compare.

let answers = try Answers()
var output: [UInt8] = []
while let line = readLine(), let seconds = Int64(line) {
    answers.write(at: UTCInstant(secondsSince1970: seconds), to: &output)
    if output.count > 1 << 20 {
        FileHandle.standardOutput.write(Data(output))
        output.removeAll(keepingCapacity: true)
    }
}
FileHandle.standardOutput.write(Data(output))

struct Answers: Sendable {
    let guide: SupportGuide
    let holidays: BankHolidays
    let cases: [(impact: Impact, digital: Bool?)] = [(.one, nil), (.one, true), (.one, false), (.everybody, nil)]

    init() throws {
        guide = try .standard()
        holidays = try .england()
    }

    func write(at instant: UTCInstant, to output: inout [UInt8]) {
        output += String(instant.secondsSince1970).utf8
        for system in guide.systems {
            for site in guide.sites {
                for (impact, digital) in cases {
                    let question = CallQuestion(
                        system: system, site: site.id, at: instant, impact: impact, digitalOption: digital)
                    output.append(UInt8(ascii: "\t"))
                    write(guide.answer(question, holidays: holidays), to: &output)
                }
            }
        }
        output.append(UInt8(ascii: "\n"))
    }

    private func write(_ answer: CallAnswer, to output: inout [UInt8]) {
        // As the command line says it, which the second evaluation has by heart.
        let answer = answer.said { step in if case .run(let work) = step { "ra \(work.rawValue)" } else { "" } }
        for now in answer.contacts {
            let change = now.state.closesAt ?? now.state.opensAt
            output += "\(now.contact.how)\(now.state.isOpen ? "+" : "-")\(change?.secondsSince1970 ?? 0)|".utf8
        }
        for warning in answer.warnings { output += "\(warning.rawValue),".utf8 }
    }
}
