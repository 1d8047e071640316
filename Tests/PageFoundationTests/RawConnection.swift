import Foundation
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

/// A connection on which a test writes what no browser would.
final class RawConnection: Sendable {
    private struct Heard {
        var bytes: [UInt8] = []
        var isClosed = false
    }

    private let channel: any Channel
    private let heard: Ear

    init(port: UInt16) async throws {
        let ear = Ear()
        heard = ear
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(ear) }
            }
            .connect(host: "127.0.0.1", port: Int(port)).get()
    }

    deinit { channel.close(promise: nil) }

    var text: String { String(decoding: heard.state.withLock { $0.bytes }, as: UTF8.self) }
    var isClosed: Bool { heard.state.withLock { $0.isClosed } }
    var localPort: UInt16 { channel.localAddress?.port.flatMap(UInt16.init(exactly:)) ?? 0 }

    /// Writes; that the other side has closed is no mistake of the test's.
    func send(_ text: String) async { try? await channel.writeAndFlush(ByteBuffer(string: text)) }

    /// Writes without waiting until it has gone.
    func post(_ text: String) { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }

    /// Reads nothing more until told to.
    func stopReading() async throws { try await channel.setOption(.autoRead, value: false).get() }
    func goOnReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

    func closeOutput() async { try? await channel.close(mode: .output) }
    func close() async { try? await channel.close() }

    /// Forgets what was heard.
    func clear() { heard.state.withLock { $0.bytes = [] } }

    func waitForClose() async throws { try await eventually("the connection's end") { isClosed } }

    func wait(for part: String) async throws { try await eventually("\(part) in the answer") { text.contains(part) } }

    func wait(forBytes count: Int) async throws {
        try await eventually("\(count) bytes") { heard.state.withLock { $0.bytes.count } >= count }
    }

    /// The first answer, whole.
    ///
    /// - Parameter hasBody: not after HEAD.
    func answer(hasBody: Bool = true) async throws -> RawAnswer {
        try await eventually("an answer") {
            RawAnswer(text).map { !hasBody || $0.isWhole } ?? false || isClosed
        }
        guard let answer = RawAnswer(text) else { throw TestSupportFailure("closed without an answer: \(text)") }
        return answer
    }

    private final class Ear: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let state = Mutex(Heard())

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            state.withLock { $0.bytes += buffer.readableBytesView }
        }

        func channelInactive(context: ChannelHandlerContext) { state.withLock { $0.isClosed = true } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

/// An answer as it came over the wire.
struct RawAnswer {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: String

    init?(_ text: String) {
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        self.status = status
        fields = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (line[..<colon].lowercased(), line[colon...].dropFirst().trimmingCharacters(in: .whitespaces))
        }
        body = String(text[end.upperBound...])
    }

    subscript(_ name: String) -> [String] { fields.filter { $0.name == name.lowercased() }.map(\.value) }

    var isWhole: Bool { self["content-length"].first.flatMap { Int($0) }.map { body.utf8.count >= $0 } ?? true }

    /// The cookie that a browser would send back.
    var cookie: String? { self["set-cookie"].first.map { String($0.prefix { $0 != ";" }) } }
}
