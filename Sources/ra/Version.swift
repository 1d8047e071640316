/// This program's version, and the only place that says it: packages, archives and their file names take it from here
/// (`make version`), the man pages and the log from the program.
enum Version {
    static let current = "0.2.0"
}
