import CLinux
import Foundation
import Synchronization

/// Lines of standard input, read on a thread of their own: a terminal may take for ever.
enum StandardInput {
    /// More than any answer; a longer line is cut, so that a stray file can't fill the memory.
    static let longestLine = 64 * 1024

    /// The lines without their line feed, from now on. Ends at end of input. Taken once in a run.
    static func lines(of descriptor: Int32 = STDIN_FILENO) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream<String>.makeStream()
        Thread.detachNewThread {
            var line: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                for byte in buffer.prefix(count) {
                    if byte == UInt8(ascii: "\n") {
                        continuation.yield(String(decoding: line, as: UTF8.self))
                        line.removeAll(keepingCapacity: true)
                    } else if line.count < longestLine {
                        line.append(byte)
                    }
                }
            }
            if !line.isEmpty { continuation.yield(String(decoding: line, as: UTF8.self)) }
            continuation.finish()
        }
        return stream
    }

    /// One line of a terminal, before anything else reads it; nil at its end. Blocks a thread of its own.
    static func oneLine(of descriptor: Int32 = STDIN_FILENO) async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var buffer = [UInt8](repeating: 0, count: longestLine)
                var count = read(descriptor, &buffer, buffer.count)
                while count < 0, errno == EINTR { count = read(descriptor, &buffer, buffer.count) }
                continuation.resume(
                    returning: count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil)
            }
        }
    }

    /// What came from a terminal at once.
    enum Typed: Sendable {
        case line(String)
        /// Several lines in one go: pasted, or typed before a prompt stood.
        case several
        /// Ctrl-D. The terminal is still there.
        case end
    }

    /// Lines as they are typed. What comes together in one read is one line, or refused whole.
    static func typed(on descriptor: Int32 = STDIN_FILENO) -> AsyncStream<Typed> {
        let (stream, continuation) = AsyncStream<Typed>.makeStream()
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: longestLine)
            var wasEnd = false
            while true {
                // A terminal gives one line a read, so whether another waits has to be asked.
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                // A terminal that is gone is at its end again at once.
                if count == 0, !wasEnd {
                    wasEnd = true
                    continuation.yield(.end)
                    continue
                }
                guard count > 0 else { break }
                wasEnd = false
                let text = String(decoding: buffer.prefix(count), as: UTF8.self)
                var isSeveral = false
                while ra_wait_until_readable(descriptor, 20) > 0 {
                    guard read(descriptor, &buffer, buffer.count) > 0 else { break }
                    isSeveral = true
                }
                let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
                continuation.yield(isSeveral ? .several : .line(line))
            }
            continuation.finish()
        }
        return stream
    }
}
