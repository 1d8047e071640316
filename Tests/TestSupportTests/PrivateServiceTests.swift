import CPCSCLite
import Foundation
import TestSupport
import Testing

@Suite struct PrivateServiceTests {
    @Test func `the readers of a private service are its slots and no others`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run(pairs: 2) { service in
                service.useInThisProcess()
                let names = listReaders() ?? []
                let slots = [
                    "Virtual PCD 00 00", "Virtual PCD 00 01", "Virtual PCD 2 00 00", "Virtual PCD 2 00 01",
                ]
                #expect(names == slots, "\(names)")
            }
        }
    }

    @Test func `a killed service is gone and a restarted one is there on the same socket`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { service in
                service.useInThisProcess()
                #expect(listReaders()?.count == 2)
                service.kill()
                #expect(listReaders() == nil)
                try service.start()
                #expect(listReaders()?.count == 2)
            }
        }
    }

    @Test func `services side by side don't get in each other's way`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await PrivateService.run { service in
                        let status = try String(contentsOfFile: "/proc/\(service.pid ?? 0)/comm", encoding: .utf8)
                        #expect(status == "pcscd\n")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `nothing is left behind when the test's process is killed`() async throws {
        let note = try Janitor()
        let file = note.folder + "/note"
        await #expect(processExitsWith: .signal(SIGKILL)) { [file = file as String] in
            try await PrivateService.run { service in
                try "\(service.pid ?? 0) \(service.socketPath)".write(toFile: file, atomically: true, encoding: .utf8)
                kill(getpid(), SIGKILL)
            }
        }
        let words = try String(contentsOfFile: file, encoding: .utf8).split(separator: " ").map(String.init)
        // A dead process that its new parent hasn't waited for has no command line any more (proc(5)).
        try await eventually { (try? String(contentsOfFile: "/proc/\(words[0])/cmdline", encoding: .utf8)) ?? "" == "" }
        try await eventually { !FileManager.default.fileExists(atPath: words[1]) }
    }

    @Test func `without a service the program talks to none, not to the machine's own`() async throws {
        #expect(RaProcess.environment(with: [:])["PCSCLITE_CSOCK_NAME"] == "/nonexistent/pcscd.comm")
        let outcome = try await RaProcess.run(["--version"])
        #expect(outcome.exitStatus == 0)
        #expect(outcome.standardOutput.contains("."))
    }

    @Test func `a program that leaves its input unread ends neither itself nor the tests`() async throws {
        let outcome = try await RaProcess.run(
            program: "/bin/sh", ["-c", "exec <&-; echo done"], input: String(repeating: "x", count: 1 << 20))
        #expect(outcome.exitStatus == 0)
        #expect(outcome.standardOutput == "done\n")
    }
}

/// The C library's own view; nil when there is no service.
private func listReaders() -> [String]? {
    var context = SCARDCONTEXT()
    guard SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &context) == SCARD_S_SUCCESS else { return nil }
    defer { SCardReleaseContext(context) }
    var names = [CChar](repeating: 0, count: 4096)
    var length = DWORD(names.count)
    guard SCardListReaders(context, nil, &names, &length) == SCARD_S_SUCCESS else { return nil }
    return names.prefix(Int(length)).split(separator: 0).map {
        String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
