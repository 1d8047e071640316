import CLinux
import Foundation

/// Where text is written: standard output, which has the data, or standard error, which has prompts and messages.
public struct Output: Sendable {
    /// A line width that every terminal has.
    public static let ordinaryWidth = 80
    /// Below this a line of words can't be read, and lines may be longer than the terminal.
    public static let narrowestWidth = 20

    public let isTerminal: Bool
    /// Columns to keep within.
    public let width: Int
    /// True when colour may be used, as a second signal beside a word.
    public let colour: Bool
    private let sink: @Sendable ([UInt8]) throws(OutputError) -> Void

    /// An open file. Colour needs a terminal that isn't `dumb`, and no `NO_COLOR` (no-color.org: set and not empty).
    public init(descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment) {
        isTerminal = isatty(descriptor) == 1
        width = isTerminal ? Output.terminalWidth(of: descriptor) ?? Output.ordinaryWidth : Output.ordinaryWidth
        colour = isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        sink = { bytes throws(OutputError) in try Output.writeAll(bytes, to: descriptor) }
    }

    /// Somewhere else than a file: a test's buffer.
    public init(
        isTerminal: Bool = false, width: Int = Output.ordinaryWidth, colour: Bool = false,
        sink: @escaping @Sendable ([UInt8]) throws(OutputError) -> Void
    ) {
        self.isTerminal = isTerminal
        self.width = width
        self.colour = colour
        self.sink = sink
    }

    /// Writes a text and a line feed, at once: nothing is held back in a buffer.
    public func line(_ text: String = "") throws(OutputError) {
        try write(text + "\n")
    }

    public func write(_ text: String) throws(OutputError) {
        try sink(Array(text.utf8))
    }

    public func write(_ bytes: [UInt8]) throws(OutputError) {
        try sink(bytes)
    }

    private static func terminalWidth(of descriptor: Int32) -> Int? {
        let columns = Int(ra_terminal_columns(descriptor))
        return columns > 0 ? max(columns, narrowestWidth) : nil
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(OutputError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                _ = ra_wait_until_writable(descriptor, -1)
            } else if errno != EINTR {
                throw OutputError(code: errno)
            }
        }
    }
}

/// A write that didn't succeed. An `errno`.
public struct OutputError: Error, Hashable, Sendable {
    public let code: Int32

    public init(code: Int32) { self.code = code }

    /// True when whoever read the output has gone: `ra readers | head -n 0`.
    public var readerHasGone: Bool { code == EPIPE }
}
