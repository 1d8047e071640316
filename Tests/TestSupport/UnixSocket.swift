import Glibc

enum UnixSocket {
    /// True when somebody listens there.
    static func acceptsConnections(_ path: String) -> Bool {
        guard let descriptor = connected(to: path) else { return false }
        close(descriptor)
        return true
    }

    /// A socket that is connected to that path; nil where nobody listens.
    static func connected(to path: String) -> Int32? {
        open(path) { descriptor, address, size in connect(descriptor, address, size) }
    }

    static func listen(at path: String) throws(TestSupportFailure) -> Int32 {
        let opened = open(path) { descriptor, address, size in
            bind(descriptor, address, size) == 0 ? Glibc.listen(descriptor, 16) : -1
        }
        guard let opened else { throw TestSupportFailure("no socket can be made at \(path)") }
        return opened
    }

    /// A new socket on which the body succeeded, as system calls do, with 0.
    private static func open(
        _ path: String, _ body: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32
    ) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafeBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { body(descriptor, $0.baseAddress, size) }
        }
        guard result == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
