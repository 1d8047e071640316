import Foundation

/// A program with pipes, with the part of Foundation's `Process` that tests need.
///
/// Foundation's own learns of a child's end, on Linux, by a socket that any other child may have inherited
/// (swift-corelibs-foundation, issue 4795): where tests start programs side by side, a wait may never end. This one waits
/// for the process itself, and its child inherits nothing but its standard three.
public final class ChildProgram {
    public var executableURL: URL?
    public var arguments: [String] = []
    /// Nil: this process's.
    public var environment: [String: String]?
    /// A `Pipe` or a `FileHandle`; nil: this process's.
    public var standardInput: Any?
    public var standardOutput: Any?
    public var standardError: Any?
    private var child: ChildProcess?

    public init() {}

    /// Starts it.
    @discardableResult public func run() throws -> ChildProcess {
        let words = [executableURL?.path ?? ""] + arguments
        let variables = environment ?? ProcessInfo.processInfo.environment
        let child = try ChildProcess(
            words, environment: variables.map { "\($0)=\($1)" }, input: Self.end(standardInput, isRead: true) ?? 0,
            output: Self.end(standardOutput) ?? 1, errors: Self.end(standardError) ?? 2)
        // The child has its ends now; as long as this process holds them too, nobody reads to the end.
        (standardInput as? Pipe)?.fileHandleForReading.closeFile()
        let outputs = [standardOutput as? Pipe, standardError as? Pipe].compactMap { $0 }
        for (index, pipe) in outputs.enumerated() where index == 0 || pipe !== outputs[0] {
            pipe.fileHandleForWriting.closeFile()
        }
        self.child = child
        return child
    }

    /// The descriptor that the child gets of a pipe or file; nil for neither, below 0 for the null device.
    private static func end(_ stream: Any?, isRead: Bool = false) -> Int32? {
        switch stream {
        case let pipe as Pipe: (isRead ? pipe.fileHandleForReading : pipe.fileHandleForWriting).fileDescriptor
        case let file as FileHandle: file === FileHandle.nullDevice ? -1 : file.fileDescriptor
        default: nil
        }
    }

    /// 0 before it was started.
    public var processIdentifier: pid_t { child?.pid ?? 0 }
    public var isRunning: Bool { !(child?.hasEnded ?? true) }
    public var terminationStatus: Int32 { child?.terminationStatus ?? -1 }

    public func send(_ signal: Int32) { child?.send(signal) }

    /// Blocks until it has ended.
    public func waitUntilExit() { child?.waitUntilEnded() }
}
