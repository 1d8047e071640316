import Foundation
import StrictYAML

/// Where the configuration file is looked for: the option, then `RA_CONFIG`, then the system's place.
public struct ConfigurationLookup: Sendable {
    /// The system's configuration file, used where there is one.
    public static let systemFile = "/etc/ra-workstation/config.yaml"

    /// The value of `--config`, if given.
    public var option: String?
    /// The value of `RA_CONFIG`; an empty one counts as not set.
    public var environment: String?
    /// Nil where no file counts but one that is named.
    public var systemFile: String?

    public init(option: String?, environment: String?, systemFile: String? = ConfigurationLookup.systemFile) {
        self.option = option
        self.environment = environment
        self.systemFile = systemFile
    }

    /// Finds and reads the configuration. A file that was named must be there; the system's one may be missing.
    ///
    /// - Throws: `ConfigurationError`.
    public func load() throws(ConfigurationError) -> WorkstationConfiguration {
        let named = option ?? environment.flatMap { $0.isEmpty ? nil : $0 }
        guard let file = named ?? systemFile, let text = try read(file, mayBeMissing: named == nil) else {
            return WorkstationConfiguration()
        }
        do {
            return try WorkstationConfiguration(yaml: text, file: file)
        } catch {
            throw .mistake(error)
        }
    }

    private func read(_ file: String, mayBeMissing: Bool) throws(ConfigurationError) -> String? {
        do {
            return try TextFile.text(at: file)
        } catch .missing where mayBeMissing {
            return nil
        } catch {
            throw .file(error, file)
        }
    }
}

/// Why there is no configuration to work with.
public enum ConfigurationError: Error, Hashable, Sendable {
    /// The file can't be read.
    case file(TextFile.Failure, String)
    /// Something in the file is wrong.
    case mistake(YAMLMistake)
}
