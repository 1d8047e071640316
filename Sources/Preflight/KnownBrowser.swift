/// A browser, by the name of its program.
public struct KnownBrowser: Hashable, Sendable {
    /// What it is made from, which is what its options are like.
    public enum Family: Hashable, Sendable {
        /// Care Identity Management and self-service unlock are made for these.
        case chromium
        case firefox
    }

    public let program: String
    public let family: Family

    /// In the order in which one is chosen: the page is to stand beside Care Identity Management, in the same browser.
    public static let all: [KnownBrowser] =
        [
            "microsoft-edge", "microsoft-edge-stable", "com.microsoft.Edge", "google-chrome", "google-chrome-stable",
            "com.google.Chrome", "chromium", "chromium-browser", "org.chromium.Chromium",
        ].map { KnownBrowser(program: $0, family: .chromium) }
        + ["firefox-esr", "firefox", "org.mozilla.firefox"].map { KnownBrowser(program: $0, family: .firefox) }
}

extension SystemFiles {
    /// The programs of these browsers that are installed: in `PATH`, or where Debian, snap and flatpak put them.
    func programs(of browsers: [KnownBrowser], environment: [String: String]) -> [String] {
        let path = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        return (path + ["/usr/bin", "/snap/bin", "/var/lib/flatpak/exports/bin"]).uniqued().flatMap { folder in
            browsers.map { folder + "/" + $0.program }.filter(exists)
        }
    }
}
