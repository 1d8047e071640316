import CLinux
import Foundation
import Testing

@testable import VirtualCards

@Suite struct LoopbackConnectionTests {
    /// It was closed twice, and the number was another thread's by the second time. found: a test's program that wasn't
    /// started, its output being closed
    @Test func `a connection that doesn't come about is closed once`() throws {
        let bound = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(bound) }
        // It never listens, so nobody answers there.
        try #require(ra_bind_loopback(bound, 0) == 0)
        let port = ra_bound_port(bound)
        var codes: Set<Int32> = []
        for _ in 0..<100 {
            errno = 0
            if LoopbackConnection(port: port) != nil { Issue.record("somebody answered") }
            // Closing what is closed leaves EBADF.
            codes.insert(errno)
        }
        #expect(codes == [ECONNREFUSED])
    }
}
