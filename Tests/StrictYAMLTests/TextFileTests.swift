import Foundation
import StrictYAML
import Testing

@Suite struct TextFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "text-\(UUID())")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    }

    private func file(_ bytes: [UInt8]) throws -> String {
        let file = folder.appending(path: "text")
        try Data(bytes).write(to: file)
        return file.path()
    }

    @Test func `a named pipe that nobody writes to is given up, and so is one that doesn't end`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pipe-\(UUID())").path()
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let start = ContinuousClock.now
        #expect(throws: TextFile.Failure.tooSlow) { try TextFile.text(at: path, wait: .milliseconds(200)) }
        let both = open(path, O_RDWR)
        defer { close(both) }
        _ = write(both, "a: 1", 4)
        #expect(throws: TextFile.Failure.tooSlow) { try TextFile.text(at: path, wait: .milliseconds(200)) }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `the byte order mark of a Windows editor goes`() throws {
        #expect(try TextFile.text(at: file([0xEF, 0xBB, 0xBF] + Array("site: osprey\n".utf8))) == "site: osprey\n")
    }

    @Test func `what is no text says why`() throws {
        #expect(throws: TextFile.Failure.missing) { try TextFile.text(at: "/nonexistent/file") }
        #expect(throws: TextFile.Failure.isFolder) { try TextFile.text(at: "/") }
        #expect(throws: TextFile.Failure.unreadable(EIO)) { try TextFile.text(at: "/proc/self/mem") }
        #expect(throws: TextFile.Failure.notUTF8) { try TextFile.text(at: file([0x61, 0xE9])) }
        #expect(throws: TextFile.Failure.tooLarge) { try TextFile.text(at: "/dev/zero") }
    }

    @Test func `a pipe is read to its end`() throws {
        let pipe = folder.appending(path: "pipe").path()
        #expect(mkfifo(pipe, 0o600) == 0)
        Thread.detachNewThread { try? "a: 1\n".write(toFile: pipe, atomically: false, encoding: .utf8) }
        #expect(try TextFile.text(at: pipe) == "a: 1\n")
    }
}
