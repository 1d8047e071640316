import Foundation

/// How a mount namespace can be made here (unshare(1)): as root directly, else with a user namespace around it.
public enum Namespace {
    /// The option to unshare(1) that works here; nil where none does.
    public static var usual: String? { try? option.get() }

    static let option: Result<String, TestSupportFailure> = find()

    private static func find() -> Result<String, TestSupportFailure> {
        for option in geteuid() == 0 ? ["-m", "-Urm"] : ["-Urm"] where canMount(option) {
            return .success(option)
        }
        return .failure(
            TestSupportFailure(
                """
                No mount namespace can be made here, which the tests' own pcscd needs. Run the tests as root or allow \
                unprivileged user namespaces (in a container: --cap-add SYS_ADMIN).
                """))
    }

    private static func canMount(_ option: String) -> Bool {
        let marker = NSTemporaryDirectory() + "ra-namespace-\(UUID().uuidString)"
        defer { unlink(marker) }
        let script = "mount -t tmpfs tmpfs /run && echo yes > \(marker)"
        guard let child = try? ChildProcess(["unshare", option, "sh", "-c", script]) else { return false }
        child.waitUntilEnded()
        return FileManager.default.fileExists(atPath: marker)
    }
}
