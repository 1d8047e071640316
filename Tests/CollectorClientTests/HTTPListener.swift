import CLinux
import Foundation
import Synchronization
import TestSupport

/// A small HTTP/1.1 server on loopback whose answers a test gives; one connection, one request.
final class HTTPListener: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var body: [UInt8]
    }

    enum Answer: Sendable {
        case reply(Int, [UInt8])
        /// The bytes as they are.
        case raw([UInt8])
        /// The connection is closed and nothing said.
        case nothing
    }

    let port: UInt16
    private let thread: AcceptingThread
    private let seen = Seen()

    private final class Seen: Sendable {
        let requests = Mutex<[Request]>([])
    }

    var requests: [Request] { seen.requests.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)" }

    init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, ra_bind_loopback(descriptor, 0) == 0, listen(descriptor, 64) == 0 else {
            close(descriptor)
            throw TestSupportFailure("can't listen on loopback")
        }
        port = ra_bound_port(descriptor)
        thread = AcceptingThread(descriptor) { [seen] connection in
            Thread.detachNewThread {
                defer { close(connection) }
                guard let request = Self.read(connection) else { return }
                seen.requests.withLock { $0.append(request) }
                switch answer(request) {
                case .nothing: break
                case .raw(let bytes): Self.write(bytes, to: connection)
                case .reply(let status, let body):
                    let head = "HTTP/1.1 \(status) X\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
                    Self.write(Array(head.utf8) + body, to: connection)
                }
            }
        }
    }

    /// Nil where the other side goes before its request is whole.
    private static func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let end = Array("\r\n\r\n".utf8)
        var head: (length: Int, lines: [String], content: Int)?
        while true {
            if head == nil, let range = bytes.firstRange(of: end) {
                let lines = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                let content = lines.compactMap { line -> Int? in
                    let parts = line.split(separator: ":")
                    guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
                    return Int(parts[1].drop { $0 == " " })
                }.first
                head = (range.upperBound, lines, content ?? 0)
            }
            if let head, bytes.count >= head.length + head.content {
                let words = head.lines[0].split(separator: " ")
                guard words.count == 3 else { return nil }
                return Request(
                    method: String(words[0]), path: String(words[1]), body: Array(bytes.dropFirst(head.length)))
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private static func write(_ bytes: [UInt8], to connection: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}
