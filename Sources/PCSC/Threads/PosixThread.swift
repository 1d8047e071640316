import CLinux
import CPCSCLite

/// Starting a thread of the operating system.
enum PosixThread {
    /// - Parameter name: at most 15 bytes are shown.
    /// - Returns: false when the system has none left.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        final class Box: Sendable {
            let name: String
            let body: @Sendable () -> Void
            init(_ name: String, _ body: @escaping @Sendable () -> Void) {
                self.name = name
                self.body = body
            }
        }
        let box = Unmanaged.passRetained(Box(name, body))
        let result = ra_start_thread(
            { argument in
                guard let argument else { return }
                let box = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
                ra_name_thread(box.name)
                box.body()
            }, box.toOpaque())
        guard result == 0 else {
            box.release()
            return false
        }
        return true
    }
}
