import AsyncHTTPClient
import CollectorClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// HTTP/1.1 to collectors and witnesses: TLS 1.2 or newer, no redirects, no proxy, one bounded wait for each question.
public struct HTTPTransport: Sendable {
    private let client: HTTPClient
    private let limit: TimeAmount

    /// Of the whole exchange: 10,000 events are verified and stored in it.
    public static let seconds: Int64 = 120

    /// - Parameters:
    ///   - authority: a file of certificates in PEM that are trusted; nil trusts the system's.
    ///   - alone: nobody else is trusted beside them.
    ///   - seconds: how long a question may take until it is answered in full.
    public init(trusting authority: String? = nil, alone: Bool = true, seconds: Int64 = HTTPTransport.seconds) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let authority {
            if alone { tls.trustRoots = .file(authority) } else { tls.additionalTrustRoots = [.file(authority)] }
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(min(10, seconds))))
        configuration.httpVersion = .http1Only
        // One try: whoever is away is asked again by the timer.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        limit = .seconds(seconds)
    }

    /// Whether a file holds certificates in PEM, or is a folder of such: what can be trusted. Blocks.
    public static func canTrust(_ authority: String) -> Bool {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: authority, isDirectory: &isFolder), isFolder.boolValue { return true }
        return (try? NIOSSLCertificate.fromPEMFile(authority))?.isEmpty == false
    }

    /// Asks once.
    public func ask(_ question: HTTPQuestion) async throws(NoReply) -> HTTPReply {
        var request = HTTPClientRequest(url: question.url)
        request.method = HTTPMethod(rawValue: question.method.rawValue)
        if question.method == .post { request.body = .bytes(ByteBuffer(bytes: question.body)) }
        do {
            let response = try await client.execute(request, timeout: limit)
            let body = try await response.body.collect(upTo: HTTPReply.maximumBytes)
            return HTTPReply(Int(response.status.code), body: Array(body.readableBytesView))
        } catch {
            throw NoReply(Self.reason(error))
        }
    }

    /// Lets go of the connections.
    public func close() async {
        // There is nothing to do about one that doesn't close: the process ends soon.
        try? await client.shutdown()
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case is NIOTooManyBytesError: "the answer is longer than any that a collector gives"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { reason($0.error) } ?? "the name \(error.host) has no address"
        // BoringSSL's own words name places in its sources.
        case NIOSSLError.handshakeFailed where "\(error)".contains("CERTIFICATE_VERIFY_FAILED"):
            "the certificate that it shows isn't trusted here"
        case is NIOSSLExtraError: "the certificate that it shows is for another name"
        case is NIOSSLError, is BoringSSLError: "TLS didn't come about"
        default: "\(error)"
        }
    }
}
