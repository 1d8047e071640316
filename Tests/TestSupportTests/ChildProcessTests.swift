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

    /// Foundation's own waits for the end of each that has inherited a socket. found: the run that never ended
    @Test func `a program's end is seen though another holds all that it was given`() throws {
        let program = ChildProgram()
        program.executableURL = URL(fileURLWithPath: "/bin/sh")
        program.arguments = ["-c", "sleep 60 & echo $!; exit 3"]
        let output = Pipe()
        program.standardOutput = output
        program.standardError = FileHandle.nullDevice
        let begun = ContinuousClock.now
        try program.run()
        program.waitUntilExit()
        #expect(ContinuousClock.now - begun < .seconds(30))
        #expect(program.terminationStatus == 3 && !program.isRunning)
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        kill(try #require(Int32(line.trimmingCharacters(in: .newlines))), SIGKILL)
        program.executableURL = URL(fileURLWithPath: "/nonexistent")
        #expect(throws: TestSupportFailure.self) { try program.run() }
    }

    @Test func `a program gets its input, environment and nothing else, and a signal's number is its status`() throws {
        let program = ChildProgram()
        program.executableURL = URL(fileURLWithPath: "/bin/sh")
        program.arguments = ["-c", "cat; echo $A; ls /proc/self/fd | wc -l; kill -9 $$"]
        program.environment = ["A": "b", "PATH": "/usr/bin:/bin"]
        let (input, output) = (Pipe(), Pipe())
        program.standardInput = input
        program.standardOutput = output
        program.standardError = output
        try program.run()
        try input.fileHandleForWriting.write(contentsOf: Data("a\n".utf8))
        try input.fileHandleForWriting.close()
        // Its three, and the folder that ls reads.
        #expect(try output.fileHandleForReading.readToEnd() == Data("a\nb\n4\n".utf8))
        program.waitUntilExit()
        #expect(program.terminationStatus == SIGKILL)
    }
}
