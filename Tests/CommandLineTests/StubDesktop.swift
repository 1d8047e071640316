import Foundation
import JSON
import TestSupport

/// Somebody's desktop, of stand-ins: programs that note how they are called, which are all that `PATH` has, and a
/// runtime folder.
final class StubDesktop: Sendable {
    private let janitor: Janitor

    var folder: String { janitor.folder }
    var runtime: String { folder + "/run" }
    var socket: String { runtime + "/ra/desk.sock" }

    init() throws {
        janitor = try Janitor()
        for name in ["bin", "run", "state"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
        }
    }

    deinit { for program in programs { kill(program, SIGKILL) } }

    var environment: [String: String] {
        [
            "PATH": folder + "/bin", "HOME": folder, "XDG_RUNTIME_DIR": runtime, "XDG_STATE_HOME": folder + "/state",
            "XDG_CONFIG_DIRS": folder + "/xdg",
        ]
    }

    /// Puts a program in.
    ///
    /// - Parameters:
    ///   - body: lines of sh(1) that run once the call is noted.
    ///   - status: its exit status.
    func add(_ name: String, _ body: String = "", status: Int32 = 0) throws {
        let script = "#!/bin/sh\nprintf '%s\\n' \"\(name) $*\" >>\(folder)/calls\n\(body)\nexit \(status)\n"
        let file = "\(folder)/bin/\(name)"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }

    /// What was called so far, a line a call.
    var calls: [String] {
        let text = (try? String(contentsOfFile: folder + "/calls", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// The links that programs of this name were called with.
    func links(of name: String) -> [String] {
        calls.filter { $0.hasPrefix(name + " ") }.compactMap { call in
            call.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+\/enter\?token=[A-Za-z0-9_-]+/).map { String($0.output) }
        }
    }

    func ra(_ arguments: String..., environment: [String: String] = [:]) async throws -> RaProcess.Outcome {
        try await RaProcess.run(arguments, environment: self.environment.merging(environment) { $1 })
    }

    /// A desk that runs, on simulated readers.
    func desk() async throws -> RaConversation {
        let desk = try RaConversation(
            ["desk", "--json", "--simulate", "two-readers", "--listen", "127.0.0.1:0"], environment: environment)
        _ = try await desk.object { $0["type"] == "listening" }
        return desk
    }

    /// The processes of `ra` that this desktop has.
    var programs: [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            let variables = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/environ"))) ?? Data()
            let command = (try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)) ?? ""
            return command == "ra\n" && variables.range(of: Data("XDG_RUNTIME_DIR=\(runtime)\0".utf8)) != nil
        }
    }

    /// Ends every desk that goes on by itself, and waits until none does.
    func endPrograms() async throws {
        for program in programs { kill(program, SIGTERM) }
        try await eventually("the desks have ended") { programs.isEmpty }
    }
}
