import Foundation

/// Opens a link in a browser, in a window of its own where the browser can.
enum BrowserWindow {
    /// Browsers that show one page without the rest of a browser around it.
    private static let withWindow = ["chromium", "chromium-browser", "google-chrome", "microsoft-edge"]

    /// - Returns: false where nothing could be started.
    static func open(_ link: String, environment: [String: String]) -> Bool {
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        func found(_ name: String) -> String? {
            folders.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
        }
        for name in withWindow {
            if let path = found(name) { return start(path, ["--app=" + link], environment) }
        }
        return found("xdg-open").map { start($0, [link], environment) } ?? false
    }

    /// Without a terminal trouble is shown as a notification.
    static func notify(_ text: String, environment: [String: String]) {
        _ = start("/usr/bin/notify-send", ["--app-name=Smartcard desk", "Smartcard desk", text], environment)
    }

    private static func start(_ path: String, _ arguments: [String], _ environment: [String: String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return (try? process.run()) != nil
    }
}
