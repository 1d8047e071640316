import Foundation
import Preflight

/// A browser, and how it is asked for a window.
struct BrowserCommand: Hashable, Sendable {
    let path: String
    /// `%s` stands for the link, as in `BROWSER`.
    let words: [String]

    func arguments(for link: String) -> [String] { words.map { $0.replacingOccurrences(of: "%s", with: link) } }
}

/// The browsers that may show the desk, the one that is most wanted first: as `BROWSER` says, as the person or the
/// administrator has set it on the desktop, any that is known, and whatever xdg-open(1) finds.
struct BrowserChoice {
    private let environment: [String: String]
    private let programs: ProgramPath

    init(environment: [String: String]) {
        self.environment = environment
        programs = ProgramPath(environment: environment)
    }

    var commands: [BrowserCommand] {
        let known = KnownBrowser.all.map(\.program)
        let chosen = ChosenBrowser(environment: environment).programs.filter { known.contains($0) }
        let all = named + (chosen + known + ["xdg-open"]).compactMap { command($0) }
        return all.enumerated().filter { place, command in !all[..<place].contains(command) }.map(\.element)
    }

    /// `BROWSER`: commands separated by colons, each with `%s` for the link, or without.
    private var named: [BrowserCommand] {
        (environment["BROWSER"] ?? "").split(separator: ":").compactMap { entry in
            let words = entry.split(separator: " ").map(String.init)
            guard let program = words.first else { return nil }
            return command(program, Array(words.dropFirst()))
        }
    }

    private func command(_ program: String, _ words: [String] = []) -> BrowserCommand? {
        guard let path = programs.file(of: program) else { return nil }
        guard !words.contains(where: { $0.contains("%s") }) else { return BrowserCommand(path: path, words: words) }
        let name = program.split(separator: "/").last.map(String.init)
        let ending =
            switch KnownBrowser.all.first(where: { $0.program == name })?.family {
            // The page alone, without tabs and address bar.
            case .chromium?: ["--app=%s"]
            case .firefox?: ["--new-window", "%s"]
            case nil: ["%s"]
            }
        return BrowserCommand(path: path, words: words + ending)
    }
}

/// The browser that the person has set for web addresses, or else the administrator (XDG MIME applications
/// specification). What a distribution sets by itself doesn't count: it knows nothing of Care Identity Management.
struct ChosenBrowser {
    private let environment: [String: String]

    init(environment: [String: String]) { self.environment = environment }

    /// Names of programs, by those of desktop entries: `chromium.desktop`, and snap's `chromium_chromium.desktop`.
    var programs: [String] {
        for list in lists {
            guard let entries = Self.entries(of: list) else { continue }
            return entries.map { entry in
                let name = entry.hasSuffix(".desktop") ? String(entry.dropLast(".desktop".count)) : entry
                return name.split(separator: "_").last.map(String.init) ?? name
            }
        }
        return []
    }

    /// The lists of the person, then the administrator's; in each folder that of their kind of desktop first.
    private var lists: [String] {
        let home = environment["HOME"] ?? NSHomeDirectory()
        let own = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
        let shared = (environment["XDG_CONFIG_DIRS"] ?? "/etc/xdg").split(separator: ":").map(String.init)
        let desktops = (environment["XDG_CURRENT_DESKTOP"] ?? "").lowercased().split(separator: ":")
        let names = desktops.map { "\($0)-mimeapps.list" } + ["mimeapps.list"]
        return ([own] + shared).flatMap { folder in names.map { "\(folder)/\($0)" } }
    }

    /// What a list says of `http`; nil where it says nothing.
    private static func entries(of list: String) -> [String]? {
        guard let text = try? String(contentsOfFile: list, encoding: .utf8) else { return nil }
        var isDefaults = false
        for line in text.split(whereSeparator: \.isNewline).map({ $0.trimmingCharacters(in: .whitespaces) }) {
            if line.hasPrefix("[") { isDefaults = line == "[Default Applications]" }
            guard isDefaults, let sign = line.firstIndex(of: "="),
                line[..<sign].trimmingCharacters(in: .whitespaces) == "x-scheme-handler/http"
            else { continue }
            return line[line.index(after: sign)...].split(separator: ";").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }
}
