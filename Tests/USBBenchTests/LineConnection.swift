import CLinux
import Foundation
import TestSupport

/// The bench's end of one of QEMU's Unix sockets: text by the line, and bytes by number. It blocks on a queue of its
/// own, one request after the other.
final class LineConnection: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "USBBench.LineConnection")

    /// - Parameter patience: how long a read may take.
    init(path: String, patience: Duration) async throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        _ = ra_limit_receiving(descriptor, patience.components.seconds)
        try await eventually("QEMU's socket \(path)") { [descriptor] in ra_connect_unix(descriptor, path) == 0 }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a line, if there is one to send, and reads what the closure reads, with nobody in between.
    func exchange<Result: Sendable>(
        _ line: String?, _ read: @escaping @Sendable (LineConnection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in
                continuation.resume(
                    with: Swift.Result {
                        if let line { try send(line + "\n") }
                        return try read(self)
                    })
            }
        }
    }

    private func send(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw TestSupportFailure("QEMU has gone") }
            rest = rest.dropFirst(sent)
        }
    }

    /// Only inside `exchange`.
    func readLine() throws -> String {
        var line: [UInt8] = []
        while true {
            let byte = try read(1)[0]
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }

    /// Only inside `exchange`.
    func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress?.advanced(by: filled), count - filled, 0)
            }
            guard got > 0 else { throw TestSupportFailure(got == 0 ? "QEMU has gone" : "no answer in time") }
            filled += got
        }
        return bytes
    }
}
