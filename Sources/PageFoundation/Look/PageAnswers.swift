import HTTPTypes
import Hummingbird
import NIOCore

extension PageTemplates {
    /// The answer that shows a view.
    public func answer(_ view: PageView, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: render(view))))
    }

    /// The answer to `/assets/HASH/NAME`.
    ///
    /// - Throws: `HTTPError`, 404, where there is no such asset.
    public func asset(_ parameters: Parameters) throws -> Response {
        guard let name = parameters.get("name"), let asset = assets[name],
            "/assets/\(parameters.get("hash") ?? "")" == assetPath
        else { throw HTTPError(.notFound) }
        return Response(
            status: .ok,
            headers: [.contentType: asset.kind, .cacheControl: "private, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}

extension PageContext {
    /// Who asks.
    ///
    /// - Throws: `HTTPError`, 403, where nobody is let in.
    public var session: PageSession {
        get throws {
            guard let access else { throw HTTPError(.forbidden) }
            return access.session
        }
    }
}

extension Request {
    /// The fields in the address. Of two with one name the first counts.
    public var addressFields: [String: String] {
        let fields = (try? FormFields(parsing: (uri.query ?? "").utf8, limit: 4096))?.fields ?? []
        return Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
    }
}
