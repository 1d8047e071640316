import Foundation
import StrictYAML

/// Why a scenario can't be had.
public enum ScenarioError: Error, Hashable, Sendable {
    /// There is no such file, nor a scenario of that name in the program.
    case notFound(String, known: [String])
    case unreadable(String)
    case mistake(YAMLMistake)
    /// Something in it can't be made, for example a certificate.
    case impossible(String)
}

extension Scenario {
    /// A scenario by its file, or by the name of one that is built in.
    public static func named(_ name: String) throws(ScenarioError) -> Scenario {
        if !name.contains("/"), let text = builtIn[name] { return try Scenario.read(text, file: name) }
        guard FileManager.default.fileExists(atPath: name) else {
            throw .notFound(name, known: builtIn.keys.sorted())
        }
        // Enough to notice that a file is too large; the rest isn't read.
        guard let handle = FileHandle(forReadingAtPath: name),
            let data = try? handle.read(upToCount: YAMLValue.largestFile + 1),
            let text = String(validating: data, as: UTF8.self)
        else { throw .unreadable(name) }
        return try read(text, file: name)
    }

    /// Scenarios in the program, by name; their sources are in `Fixtures/scenarios`.
    static let builtIn: [String: String] = [
        "two-readers": String(decoding: PackageResources.two_readers_yaml, as: UTF8.self)
    ]

    private static func read(_ text: String, file: String) throws(ScenarioError) -> Scenario {
        do {
            return try Scenario(yaml: text, file: file)
        } catch {
            throw .mistake(error)
        }
    }
}
