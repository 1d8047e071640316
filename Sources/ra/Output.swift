import CLinux
import Foundation

/// One of the two ways out: data on standard output, talk on standard error.
struct Output: Sendable {
    /// A line width that every terminal has.
    static let ordinaryWidth = 80

    let isTerminal: Bool
    /// Columns to keep within.
    let width: Int
    /// True when colour may be used, as a second signal beside a word.
    let colour: Bool
    private let sink: @Sendable ([UInt8]) throws(OutputError) -> Void

    /// An open file. Colour needs a terminal that isn't `dumb`, and no `NO_COLOR` (no-color.org: set and not empty).
    init(descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment) {
        isTerminal = isatty(descriptor) == 1
        width = isTerminal ? Output.terminalWidth(of: descriptor) ?? Output.ordinaryWidth : Output.ordinaryWidth
        colour = isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        sink = { bytes throws(OutputError) in try Output.writeAll(bytes, to: descriptor) }
    }

    /// Somewhere else than a file: a test's buffer.
    init(
        isTerminal: Bool = false, width: Int = Output.ordinaryWidth, colour: Bool = false,
        sink: @escaping @Sendable ([UInt8]) throws(OutputError) -> Void
    ) {
        self.isTerminal = isTerminal
        self.width = width
        self.colour = colour
        self.sink = sink
    }

    /// Writes a text and a line feed, at once: nothing is held back in a buffer.
    func line(_ text: String = "") throws(OutputError) {
        try write(text + "\n")
    }

    func write(_ text: String) throws(OutputError) {
        try sink(Array(text.utf8))
    }

    func write(_ bytes: [UInt8]) throws(OutputError) {
        try sink(bytes)
    }

    private static func terminalWidth(of descriptor: Int32) -> Int? {
        let columns = Int(ra_terminal_columns(descriptor))
        return columns >= 40 ? columns : nil
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
struct OutputError: Error, Hashable {
    let code: Int32

    /// True when whoever read the output has gone: `ra readers | head -n 0`.
    var readerHasGone: Bool { code == EPIPE }
}
