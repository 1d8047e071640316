import PlainText
import VirtualCards

/// The scenarios that `--simulate` knows by name, for `ra --simulate list`.
struct ScenarioList {
    let text: String

    init(width: Int) {
        let names = Scenario.builtInNames
        let indent = (names.map(\.count).max() ?? 0) + 2
        text = names.flatMap { name in
            let label = name + String(repeating: " ", count: indent - name.count)
            return Wrapped(Scenario.summary(ofBuiltIn: name) ?? "", indent: label, width: width).lines
        }.map { $0 + "\n" }.joined()
    }
}
