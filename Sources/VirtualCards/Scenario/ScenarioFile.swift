import StrictYAML

/// Why a scenario can't be had.
public enum ScenarioError: Error, Hashable, Sendable {
    /// There is no such file, nor a scenario of that name in the program.
    case notFound(String, known: [String])
    /// The file can't be read.
    case file(TextFile.Failure, String)
    case mistake(YAMLMistake)
    /// Something in it can't be made, for example a certificate.
    case impossible(String)
}

extension Scenario {
    /// A scenario by its file, or by the name of one that is built in.
    public static func named(_ name: String) throws(ScenarioError) -> Scenario {
        if !name.contains("/"), let text = builtIn[name] { return try Scenario.read(text, file: name) }
        let text: String
        do {
            text = try TextFile.text(at: name)
        } catch .missing {
            throw .notFound(name, known: builtInNames)
        } catch {
            throw .file(error, name)
        }
        return try read(text, file: name)
    }

    /// The names of the scenarios in the program.
    public static var builtInNames: [String] { builtIn.keys.sorted() }

    /// What a scenario in the program shows: the words at the head of its file. Nil for another name.
    public static func summary(ofBuiltIn name: String) -> String? {
        builtIn[name].map { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("# ") }
                .map { $0.dropFirst(2) }.joined(separator: " ")
        }
    }

    /// Scenarios in the program, by name; their sources are in `Fixtures/scenarios`.
    static let builtIn: [String: String] = [
        "blocked-series": text(PackageResources.blocked_series_yaml),
        "card-pulled-out": text(PackageResources.card_pulled_out_yaml),
        "cim-elsewhere": text(PackageResources.cim_elsewhere_yaml),
        "due-for-renewal": text(PackageResources.due_for_renewal_yaml),
        "expired-elsewhere": text(PackageResources.expired_elsewhere_yaml),
        "expired-here": text(PackageResources.expired_here_yaml),
        "locked-and-due": text(PackageResources.locked_and_due_yaml),
        "locked-esr-owned": text(PackageResources.locked_esr_owned_yaml),
        "locked-with-email": text(PackageResources.locked_with_email_yaml),
        "locked-without-email": text(PackageResources.locked_without_email_yaml),
        "lost-card": text(PackageResources.lost_card_yaml),
        "new-email": text(PackageResources.new_email_yaml),
        "one-reader": text(PackageResources.one_reader_yaml),
        "renewal-fails-then-repair": text(PackageResources.renewal_fails_then_repair_yaml),
        "swapped-cards": text(PackageResources.swapped_cards_yaml),
        "two-readers": text(PackageResources.two_readers_yaml),
        "unreadable-card": text(PackageResources.unreadable_card_yaml),
        "wrong-card": text(PackageResources.wrong_card_yaml),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func read(_ text: String, file: String) throws(ScenarioError) -> Scenario {
        do {
            return try Scenario(yaml: text, file: file)
        } catch {
            throw .mistake(error)
        }
    }
}

extension Scenario {
    /// The command that a built-in scenario is for, as its first line says: `unlock`. Nil where it is for none.
    public static func command(ofBuiltIn name: String) -> String? {
        guard let summary = summary(ofBuiltIn: name), summary.hasPrefix("ra "), let colon = summary.firstIndex(of: ":")
        else {
            return nil
        }
        return String(summary[summary.index(summary.startIndex, offsetBy: 3)..<colon])
    }
}
