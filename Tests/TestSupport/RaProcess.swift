import Foundation
import Subprocess
import SystemPackage

/// The built `ra`, run as a person or a script would.
public enum RaProcess {
    public struct Outcome: Sendable {
        /// Nil when a signal ended it.
        public let exitStatus: Int32?
        /// The signal that ended it.
        public let signal: Int32?
        public let standardOutput: String
        public let standardError: String
    }

    /// Runs to the end and gathers what was written.
    ///
    /// Nothing of this process's environment is passed on. Without a service's `environment` there is no PC/SC service
    /// at all: the machine's own is never reached.
    ///
    /// - Throws: `TestSupportFailure` when the time is up; the process is killed then.
    public static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = "",
        timeout: Duration = .seconds(60)
    ) async throws -> Outcome {
        try await run(program: path, arguments, environment: environment, input: input, timeout: timeout)
    }

    /// Another program in the same way: a peer to compare with.
    public static func run(
        program: String, _ arguments: [String], environment: [String: String] = [:], input: String = "",
        timeout: Duration = .seconds(60)
    ) async throws -> Outcome {
        ignoreBrokenPipes()
        return try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { try await collect(program, arguments, environment, input) }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let outcome = try await group.next() ?? nil else {
                throw TestSupportFailure(
                    "'\(program) \(arguments.joined(separator: " "))' hasn't ended after \(timeout)")
            }
            return outcome
        }
    }

    private static func collect(
        _ program: String, _ arguments: [String], _ environment: [String: String], _ input: String
    ) async throws -> Outcome {
        var variables: [Environment.Key: String] = [:]
        for (name, value) in RaProcess.environment(with: environment) {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), environment: .custom(variables),
            input: .inputWriter, output: .string(limit: 1 << 26), error: .string(limit: 1 << 26)
        ) { execution in
            // With `.string` a program that leaves its input unread ends the tests (swift-subprocess issue 367).
            _ = try? await execution.standardInputWriter.write(Array(input.utf8))
        }
        var (status, signal): (Int32?, Int32?) = (nil, nil)
        switch result.terminationStatus {
        case .exited(let code): status = code
        case .signaled(let number): signal = number
        }
        return Outcome(
            exitStatus: status, signal: signal, standardOutput: result.standardOutput,
            standardError: result.standardError)
    }

    /// A program that ends before it has read its input must not end the tests with SIGPIPE.
    static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// The program, which the package manager puts beside the test bundle.
    public static var path: String {
        let folder = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: folder).deletingLastPathComponent().appendingPathComponent("ra").path
    }

    /// A home folder of this process's own, gone at its end.
    private static let home: String = {
        var path = Array((NSTemporaryDirectory() + "/ra-home-XXXXXX").utf8CString)
        guard mkdtemp(&path) != nil else { return "/dev/null" }
        atexit { try? FileManager.default.removeItem(atPath: RaProcess.home) }
        return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    /// What `ra` gets: the given variables over a bare minimum.
    public static func environment(with given: [String: String]) -> [String: String] {
        let minimum: [String: String] = [
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": home, "SWIFT_BACKTRACE": "enable=no",
            "PCSCLITE_CSOCK_NAME": "/nonexistent/pcscd.comm",
        ]
        return minimum.merging(given) { _, given in given }
    }
}
