import Foundation

/// A folder that is removed when its owner goes, also when the whole process is killed: a shell waits on a socket, whose
/// other end the kernel closes, and clears up.
public final class Janitor: Sendable {
    public let folder: String
    private let ourEnd: Int32
    private let shell: ChildProcess

    public init() throws {
        var template = Array("/tmp/ra-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestSupportFailure("no folder can be made in /tmp") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var ends: [Int32] = [0, 0]
        // A pair of sockets and no pipe: close-on-exec must hold from the start, or a child gets the other end too.
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw TestSupportFailure("no sockets can be made") }
        defer { close(ends[0]) }
        ourEnd = ends[1]
        shell = try ChildProcess(["sh", "-c", "read -r _; rm -rf \"$1\"", "sh", folder], input: ends[0])
    }

    deinit {
        close(ourEnd)
        shell.waitUntilEnded()
    }
}
