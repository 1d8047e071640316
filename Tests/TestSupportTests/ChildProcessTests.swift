import Foundation
import TestSupport
import Testing

@Suite struct ChildProcessTests {
    /// A pcscd that held the socket by which Foundation learns of a program's end kept a session "running" in a test.
    @Test func `a child is given nothing that this program has open`() async throws {
        let pipe = Pipe()
        let reading = pipe.fileHandleForReading.fileDescriptor
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        let child = try ChildProcess(["sleep", "60"])
        defer { child.send(SIGKILL) }
        try pipe.fileHandleForWriting.close()
        var byte: UInt8 = 0
        // Until the end is read, and no longer EAGAIN: a program that another test starts holds it until its exec.
        let deadline = ContinuousClock.now + .seconds(10)
        while read(reading, &byte, 1) != 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(read(reading, &byte, 1) == 0)
    }
}
