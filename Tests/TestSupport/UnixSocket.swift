import CLinux
import Foundation

enum UnixSocket {
    /// True when somebody listens there.
    static func acceptsConnections(_ path: String) -> Bool {
        guard let descriptor = connected(to: path) else { return false }
        close(descriptor)
        return true
    }

    /// A socket that is connected to that path; nil where nobody listens.
    static func connected(to path: String) -> Int32? {
        open { ra_connect_unix($0, path) }
    }

    static func listen(at path: String) throws(TestSupportFailure) -> Int32 {
        let opened = open { ra_bind_unix($0, path) == 0 ? Foundation.listen($0, 16) : -1 }
        guard let opened else { throw TestSupportFailure("no socket can be made at \(path)") }
        return opened
    }

    /// A new socket on which the body succeeded, as system calls do, with 0.
    private static func open(_ body: (Int32) -> Int32) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        guard body(descriptor) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
