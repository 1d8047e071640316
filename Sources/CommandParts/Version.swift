/// The programs' version, and the only place that says it: packages, archives and their file names take it from here
/// (`make version`), the man pages and the log from the programs.
public enum Version {
    public static let current = "0.2.0"
}
