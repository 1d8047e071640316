import Foundation
import TestSupport
import Testing

@testable import ra

/// Which browser shows the desk, and how it is asked.
@Suite struct BrowserChoiceTests {
    private let desktop: StubDesktop

    init() throws { desktop = try StubDesktop() }

    /// The commands for the link `L`, each on a line.
    private func commands(_ variables: [String: String] = [:]) -> [String] {
        let environment = desktop.environment.merging(variables) { $1 }
        return BrowserChoice(environment: environment).commands.map { command in
            let program = command.path.replacingOccurrences(of: desktop.folder + "/bin/", with: "")
            return ([program] + command.arguments(for: "L")).joined(separator: " ")
        }
    }

    private func add(_ names: String...) throws { for name in names { try desktop.add(name) } }

    private func write(_ text: String, to list: String) throws {
        let file = URL(fileURLWithPath: desktop.folder + "/" + list)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    @Test func `where there is none, none is chosen`() throws {
        #expect(commands() == [])
        #expect(commands(["BROWSER": "nothing:/nonexistent/browser %s: "]) == [])
        // A file that may not be run is none.
        try write("", to: "bin/chromium")
        #expect(commands() == [])
    }

    @Test func `those that CIM is made for come first, and get a window of its own`() throws {
        try add("xdg-open", "firefox-esr", "chromium", "microsoft-edge")
        #expect(
            commands() == ["microsoft-edge --app=L", "chromium --app=L", "firefox-esr --new-window L", "xdg-open L"])
    }

    @Test(arguments: [
        ("mybrowser", "mybrowser L"), ("mybrowser --private %s --last", "mybrowser --private L --last"),
        ("mybrowser --url=%s", "mybrowser --url=L"), ("nothing:mybrowser", "mybrowser L"),
        ("chromium --incognito", "chromium --incognito --app=L"), ("firefox-esr", "firefox-esr --new-window L"),
    ])
    func `what BROWSER says goes before all else`(variable: String, first: String) throws {
        try add("mybrowser", "chromium", "firefox-esr")
        #expect(commands(["BROWSER": variable]).first == first)
    }

    @Test func `a program with a folder is taken as it is, and each one once`() throws {
        try add("chromium")
        let path = desktop.folder + "/bin/chromium"
        #expect(commands(["BROWSER": "\(path):chromium", "PATH": "/nonexistent"]) == ["chromium --app=L"])
        #expect(commands(["BROWSER": "chromium"]) == ["chromium --app=L"])
    }

    @Test func `the desktop's own browser goes before the others, if it is known`() throws {
        try add("chromium", "firefox-esr", "strange")
        let lists = ["[Default Applications]", "x-scheme-handler/http=strange.desktop;firefox-esr.desktop;"]
        try write(lists.joined(separator: "\n"), to: ".config/mimeapps.list")
        #expect(commands() == ["firefox-esr --new-window L", "chromium --app=L"])
        // One kind of desktop may have its own list.
        let list = "[Default Applications]\nx-scheme-handler/http = chromium_chromium.desktop\n"
        try write(list, to: ".config/gnome-mimeapps.list")
        #expect(commands().first == "firefox-esr --new-window L")
        #expect(commands(["XDG_CURRENT_DESKTOP": "ubuntu:GNOME"]).first == "chromium --app=L")
    }

    @Test(arguments: [
        "[Added Associations]\nx-scheme-handler/http=firefox-esr.desktop\n",
        "[Default Applications]\nx-scheme-handler/https=firefox-esr.desktop\n",
        "[Default Applications]\n#x-scheme-handler/http=firefox-esr.desktop\n",
        "[Default Applications]\n[Other]\nx-scheme-handler/http=firefox-esr.desktop\n",
        "x-scheme-handler/http=firefox-esr.desktop", "[Default Applications]\nx-scheme-handler/http\n",
        "[Default Applications]\nx-scheme-handler/http=\n",
    ])
    func `what isn't a choice of a browser chooses none`(list: String) throws {
        try add("chromium", "firefox-esr")
        try write(list, to: ".config/mimeapps.list")
        #expect(commands().first == "chromium --app=L")
    }

    @Test func `the administrator's choice counts where the person has none`() throws {
        try add("chromium", "firefox-esr")
        let list = "[Default Applications]\nx-scheme-handler/http=firefox-esr.desktop\n"
        try write(list, to: "xdg/mimeapps.list")
        #expect(commands().first == "firefox-esr --new-window L")
        try write(list.replacing("firefox-esr", with: "chromium"), to: ".config/mimeapps.list")
        #expect(commands().first == "chromium --app=L")
    }
}
