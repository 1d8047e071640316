/// Says something on the desktop to a person who began this without a terminal.
struct DesktopNotice {
    private static let title = "Smartcard desk"

    let environment: [String: String]

    /// Where there is no desktop it does nothing. Blocks for a few seconds at most.
    func show(_ text: String) {
        let ways = [
            ("notify-send", ["--app-name=\(Self.title)", "--icon=ra-desk", Self.title, text]),
            // The same without libnotify's program: systemd's, which every Debian has.
            (
                "busctl",
                [
                    "--user", "call", "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                    "org.freedesktop.Notifications", "Notify", "susssasa{sv}i", Self.title, "0", "ra-desk", Self.title,
                    text, "0", "0", "0",
                ]
            ),
        ]
        let programs = ProgramPath(environment: environment)
        for (name, arguments) in ways {
            guard let file = programs.file(of: name),
                let program = SeparateProgram(file, arguments, environment: environment)
            else { continue }
            if program.exitStatus(within: .seconds(3)) ?? 0 == 0 { return }
        }
    }
}
