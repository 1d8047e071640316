import Foundation
import JSON
import Synchronization

/// The built `ra` in a conversation: JSON objects out, answers in, a line each.
public final class RaConversation: Sendable {
    private struct State {
        var lines: [String] = []
        /// What came after the last line feed: a prompt.
        var unfinished = ""
        var isAtEnd = false
    }

    private let process: ChildProcess
    private let input: FileHandle
    private let errors: Pipe
    private let state = Mutex(State())

    /// Starts the program. Nothing of this process's environment is passed on.
    ///
    /// - Parameter columns: gives it a terminal (a pty made by script(1)) of that width, on which both its outputs and
    ///   what is typed appear; nil: pipes.
    public init(_ arguments: [String], environment: [String: String], columns: Int? = nil) throws {
        RaProcess.ignoreBrokenPipes()
        let program = ChildProgram()
        if let columns {
            let words = ([RaProcess.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
            program.executableURL = URL(fileURLWithPath: "/usr/bin/script")
            program.arguments = ["-qec", "stty cols \(columns); exec \(words)", "/dev/null"]
        } else {
            program.executableURL = URL(fileURLWithPath: RaProcess.path)
            program.arguments = arguments
        }
        program.environment = RaProcess.environment(with: environment)
        let (toChild, fromChild) = (Pipe(), Pipe())
        errors = Pipe()
        program.standardInput = toChild
        program.standardOutput = fromChild
        program.standardError = errors
        input = toChild.fileHandleForWriting
        process = try program.run()
        let output = fromChild.fileHandleForReading
        Thread.detachNewThread { [weak self] in
            var rest = Data()
            while true {
                let data = output.availableData
                if data.isEmpty { break }
                rest += data
                while let end = rest.firstIndex(of: 0x0A) {
                    let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                    rest = Data(rest[rest.index(after: end)...])
                    self?.state.withLock { $0.lines.append(line.hasSuffix("\r") ? String(line.dropLast()) : line) }
                }
                let unfinished = String(decoding: rest, as: UTF8.self)
                self?.state.withLock { $0.unfinished = unfinished }
            }
            self?.state.withLock { $0.isAtEnd = true }
        }
    }

    deinit { process.send(SIGTERM) }

    public var isRunning: Bool { !process.hasEnded }

    /// Everything so far, a line an object.
    public var lines: [String] { state.withLock { $0.lines } }

    /// What stands after the last line feed: a prompt that waits.
    public var unfinished: String { state.withLock { $0.unfinished } }

    public func objects() throws -> [JSONValue] {
        try lines.map { try JSONValue(parsing: Data($0.utf8)) }
    }

    /// The next object at or after a place that fits, and its place.
    ///
    /// - Throws: `TestSupportFailure` when none comes in time, or the program ends without one.
    public func object(
        from place: Int = 0, within limit: Duration = .seconds(30), where fits: (JSONValue) -> Bool
    ) async throws -> (object: JSONValue, place: Int) {
        let deadline = ContinuousClock.now + limit
        var looked = place
        while true {
            let (lines, isAtEnd) = state.withLock { ($0.lines, $0.isAtEnd) }
            while looked < lines.count {
                let object = try JSONValue(parsing: Data(lines[looked].utf8))
                if fits(object) { return (object, looked) }
                looked += 1
            }
            guard !isAtEnd, ContinuousClock.now < deadline else {
                throw TestSupportFailure("no such object; so far:\n" + lines.joined(separator: "\n"))
            }
            try await Task.sleep(for: .milliseconds(3))
        }
    }

    public func answer(_ key: String, _ value: JSONValue) throws {
        let object: JSONValue = ["key": .string(key), "value": value]
        try send(object.line())
    }

    /// Sends any line.
    public func send(_ line: String) throws {
        try input.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Sends it without a line feed.
    public func sendBytes(_ text: String) throws { try input.write(contentsOf: Data(text.utf8)) }

    public func closeInput() throws { try input.close() }

    public func interrupt(with signal: Int32) { process.send(signal) }

    /// Waits for the end. Nothing more is said to the program, so that it waits for no cards to come out.
    ///
    /// - Returns: exit status, and what was written to standard error.
    public func end(within limit: Duration = .seconds(30)) async throws -> (status: Int32, standardError: String) {
        try? closeInput()
        let deadline = ContinuousClock.now + limit
        while !process.hasEnded {
            guard ContinuousClock.now < deadline else {
                process.send(SIGTERM)
                throw TestSupportFailure("the session hasn't ended; so far:\n" + lines.joined(separator: "\n"))
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        // What it said last may not have been read yet.
        while !state.withLock({ $0.isAtEnd }), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        return (process.terminationStatus ?? -1, String(decoding: text, as: UTF8.self))
    }
}
