import PCSC

/// A file of examples that is installed with this program, for a remedy to put into its place.
enum InstalledExample: String {
    case configuration = "config.yaml"

    /// The command that copies it; none where no example is installed.
    func commands(copyingTo file: String, root: String) -> [String] {
        let places = ["/usr/share", "/usr/local/share"].map { "\($0)/doc/ra-workstation/examples/\(rawValue)" }
        guard let example = places.first(where: SystemFiles(root: root).exists) else { return [] }
        return ["install -D -m 644 \(example) \(file)"]
    }
}

extension Remedy {
    /// For IT, where polkit keeps somebody from the readers who may use them, and the package's rule isn't there.
    static let allowInPolkit = Remedy(
        .it,
        "Let members of the group ra-workstation use readers, by the package's rule for polkit's actions "
            + "org.debian.pcsc-lite.access_pcsc and access_card, and make this user one.",
        commands: ["apt-get install --reinstall ra-workstation", Self.joinGroup])

    /// No name of a user here: a report goes to others.
    static let joinGroup = "adduser NAME ra-workstation"
}
