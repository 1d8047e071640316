import Foundation

/// The lines of a file or a stream, in pieces of a fixed size, so that memory stays flat however long the input is.
struct FactLines {
    /// The longest line that is looked at, in bytes without its line feed. Facts of a case have less than 2 KiB.
    static let longestLine = 1 << 16

    enum Line {
        case bytes(ArraySlice<UInt8>)
        case tooLong
    }

    private let descriptor: Int32
    private var number = 0
    private var pending: [UInt8] = []
    private var isSkipping = false

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Reads to the end. `line` gets each line with its number, counted from 1; a last line without a line feed counts.
    /// `pause` is called whenever the input has to be waited for. Blocks. True when there was at least one line.
    ///
    /// - Throws: `ReadError`, and what the closures throw.
    mutating func forEach(_ line: (Int, Line) throws -> Void, pause: () throws -> Void) throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw ReadError(code: errno)
            }
            if count == 0 { break }
            try take(buffer[..<count], line)
            try pause()
        }
        if isSkipping || !pending.isEmpty { try end(pending[...], line) }
        return number > 0
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, _ line: (Int, Line) throws -> Void) throws {
        var rest = bytes
        while let feed = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let piece = rest[..<feed]
            rest = rest[(feed + 1)...]
            if pending.isEmpty {
                try end(piece, line)
            } else {
                keep(piece)
                try end(pending[...], line)
            }
        }
        keep(rest)
    }

    private mutating func keep(_ piece: ArraySlice<UInt8>) {
        guard !isSkipping else { return }
        pending += piece
        if pending.count > FactLines.longestLine { isSkipping = true }
    }

    private mutating func end(_ bytes: ArraySlice<UInt8>, _ line: (Int, Line) throws -> Void) throws {
        number += 1
        let isTooLong = isSkipping || bytes.count > FactLines.longestLine
        try line(number, isTooLong ? .tooLong : .bytes(bytes))
        isSkipping = false
        pending.removeAll(keepingCapacity: true)
    }

    /// An `errno` from reading.
    struct ReadError: Error {
        let code: Int32
    }
}
