import ArgumentParser
import Foundation
import Testing

@testable import ra

/// The icon and the service say what the program does. That they are installed is shown by the package's test.
@Suite struct InstalledDesktopTests {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func text(_ file: String) throws -> String {
        try String(contentsOf: root.appending(path: file), encoding: .utf8)
    }

    /// The values of a key, in a file of lines `key=value`.
    private func values(of key: String, in file: String) throws -> [String] {
        try text(file).split(separator: "\n").filter { $0.hasPrefix(key + "=") }
            .map { String($0.dropFirst(key.count + 1)) }
    }

    private func desk(of key: String, in file: String) throws -> DeskPageCommand {
        let words = try #require(try values(of: key, in: file).first).split(separator: " ").map(String.init)
        #expect(words.first?.split(separator: "/").last == "ra")
        return try #require(try RootCommand.parseAsRoot(Array(words.dropFirst())) as? DeskPageCommand)
    }

    @Test func `the icon opens the desk, without a terminal`() throws {
        let entry = "debian/desktop/ra-desk.desktop"
        let command = try desk(of: "Exec", in: entry)
        #expect(command.open)
        #expect(try values(of: "Terminal", in: entry) == ["false"])
        let icon = try #require(try values(of: "Icon", in: entry).first)
        let makefile = try text("Makefile")
        for file in [
            "debian/desktop/\(icon).svg", "debian/desktop/\(icon)-symbolic.svg", entry, "debian/ra-desk.service",
        ] {
            #expect(FileManager.default.fileExists(atPath: root.appending(path: file).path()), "\(file)")
            #expect(makefile.contains("install -D -m 644 \(file) "), "\(file)")
        }
    }

    @Test func `the service serves and opens nothing, isn't begun by itself, and leaves other users visible`() throws {
        let unit = "debian/ra-desk.service"
        let command = try desk(of: "ExecStart", in: unit)
        #expect(!command.open && !command.link && !command.json && command.listen == nil)
        let lines = try text(unit)
        #expect(!lines.contains("[Install]"))
        // Each makes a user namespace, in which rule 4 would take root and everybody else for nobody; but for the last,
        // which would take another desk's socket away.
        for setting in [
            "PrivateUsers", "PrivateTmp", "PrivateDevices", "PrivateNetwork", "ProtectSystem", "ProtectHome",
            "ProtectProc", "ProtectKernelTunables", "ProtectKernelModules", "ProtectControlGroups", "ReadWritePaths",
            "ReadOnlyPaths", "InaccessiblePaths", "BindPaths", "TemporaryFileSystem", "RuntimeDirectory",
        ] { #expect(try values(of: setting, in: unit) == [], "\(setting)") }
        // A desk of this user's that runs already will do so a second later too.
        let final = try #require(try values(of: "RestartPreventExitStatus", in: unit).first).split(separator: " ")
        #expect(final.contains("\(ExitStatus.serviceUnavailable.rawValue)"))
    }
}
