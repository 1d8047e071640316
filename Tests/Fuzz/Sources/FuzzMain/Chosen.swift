import Foundation

/// Which parser is fuzzed: the one that the environment variable `FUZZ_TARGET` names. Ends the program when none is.
public func chosen<Target: CaseIterable & RawRepresentable<String>>(_: Target.Type) -> Target {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    if let target = Target(rawValue: name) { return target }
    let names = Target.allCases.map(\.rawValue).joined(separator: ", ")
    FileHandle.standardError.write(Data("FUZZ_TARGET must be one of \(names)\n".utf8))
    exit(64)
}
