import Handbook
import PlainText
import VirtualCards

/// A scenario, as it is offered for practice.
struct PracticeScenario {
    let name: String
    let workflow: Workflow
    let title: String
    let text: String

    init(name: String) {
        let summary = Scenario.summary(ofBuiltIn: name) ?? ""
        let command = Scenario.command(ofBuiltIn: name)
        self.name = name
        workflow = command.flatMap(Workflow.init(rawValue:)) ?? .unlock
        title =
            name.split(separator: "-").map { Self.abbreviations[String($0)] ?? String($0) }
            .joined(separator: " ").capitalizedFirst
        // A summary begins with the command that plays it, which is a terminal's.
        let words = command == nil ? summary[...] : summary.drop { $0 != ":" }.dropFirst()
        text = String(words.drop { $0 == " " }).capitalizedFirst
    }

    private static let abbreviations = ["cim": "CIM", "esr": "ESR"]
}
