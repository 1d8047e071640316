import Foundation
import TestSupport
import Testing

/// `make lint`'s look at how Swift reaches C. What it refuses built with a warm module cache only. found: P5
@Suite struct COwnersTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let script = root.appending(path: ".ci/c-owners.sh").path()

    private func refused(_ source: String) async throws -> Bool {
        let folder = FileManager.default.temporaryDirectory.appending(path: "c-owners-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try source.write(to: folder.appending(path: "A.swift"), atomically: true, encoding: .utf8)
        let outcome = try await RaProcess.run(program: "/bin/sh", [Self.script, folder.path()])
        #expect(outcome.standardOutput.isEmpty == (outcome.exitStatus == 0))
        return outcome.exitStatus == 1
    }

    @Test(arguments: [
        "var status = stat()", "#expect(status.st_mode & S_IFMT == S_IFIFO)", "import Glibc",
        "@preconcurrency import Darwin",
        "import struct Musl.stat", "public import CoreFoundation", "var limit = timeval(tv_sec: 1, tv_usec: 0)",
        "let size = MemoryLayout<sockaddr_un>.size", "bytes.withMemoryRebound(to: sockaddr.self) { $0 }",
        "func call(_ address: UnsafePointer<sockaddr>) {}", "var time = timespec()", "let settings: termios",
        "var size = winsize()", "print(entry.pointee.d_name)", "var waiting = pollfd(fd: 1, events: 1, revents: 0)",
        "var usage = rusage()", "let name = getpwuid(0).pointee.pw_name", "var parts = tm()", "address.sin_port = 1",
    ])
    func `a structure of C without its module is refused`(line: String) async throws {
        #expect(try await refused("import Foundation\n\(line)\n"))
    }

    @Test(arguments: [
        "import CLinux", "import SystemPackage", "let mode = ra_file_mode(path)", "// var status = stat()",
        "throw FactMistake(.wrongType, key: group, \"must be an object.\")", "let status = person.status",
        "\"newfstatat\", \"fstat\", \"lstat\", \"stat\", \"access\"", "let statement = state(of: card)",
    ])
    func `anything else is taken`(line: String) async throws {
        #expect(try await !refused("import Foundation\n\(line)\n"))
    }

    @Test func `none of our sources is refused`() async throws {
        let outcome = try await RaProcess.run(program: "/bin/sh", [Self.script])
        #expect(outcome.exitStatus == 0, "\(outcome.standardOutput)")
    }
}
