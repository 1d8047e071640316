import CallGuide
import Foundation
import Handbook
import Instants
import WorkingDays

// Answers every system at every site, with and without the Digital Team, for each instant on standard input (seconds
// since 1970, one a line): one line each, the answers separated by tabs. For a second evaluation to compare.

let cases: [(Impact, Bool?)] = [(.one, nil), (.one, true), (.one, false), (.everybody, nil)]
let guide = try SupportGuide.standard()
let holidays = try BankHolidays.england()
var output: [UInt8] = []
while let line = readLine(), let seconds = Int64(line) {
    let at = UTCInstant(secondsSince1970: seconds)
    output += Array(line.utf8)
    for system in guide.systems {
        for site in guide.sites {
            for (impact, digital) in cases {
                let question = CallQuestion(
                    system: system, site: site.id, at: at, impact: impact, digitalOption: digital)
                output.append(UInt8(ascii: "\t"))
                write(guide.answer(question, holidays: holidays))
            }
        }
    }
    output.append(UInt8(ascii: "\n"))
    if output.count > 1 << 20 { flush() }
}
flush()

func write(_ answer: CallAnswer) {
    for now in answer.contacts {
        output += now.contact.how.utf8
        output.append(UInt8(ascii: now.state.isOpen ? "+" : "-"))
        output += String(now.state.closesAt?.secondsSince1970 ?? now.state.opensAt?.secondsSince1970 ?? 0).utf8
        output.append(UInt8(ascii: "|"))
    }
    for warning in answer.warnings {
        output += warning.rawValue.utf8
        output.append(UInt8(ascii: ","))
    }
}

func flush() {
    FileHandle.standardOutput.write(Data(output))
    output.removeAll(keepingCapacity: true)
}
