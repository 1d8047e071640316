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
}
