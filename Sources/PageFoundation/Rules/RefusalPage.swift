import HTTPTypes
import Hummingbird
import NIOCore

/// What a refused browser is shown. It must tell nothing of the desk: whoever reads it may be anybody.
public struct RefusalPage: Sendable {
    /// Of the text.
    public var contentType: String
    /// The page.
    public var text: String

    /// A page of the owner's own.
    public init(contentType: String = "text/html; charset=utf-8", text: String) {
        self.contentType = contentType
        self.text = text
    }

    /// One plain line.
    public static func plain(_ refusal: PageRefusal) -> RefusalPage {
        RefusalPage(contentType: "text/plain; charset=utf-8", text: refusal.status.reasonPhrase + "\n")
    }

    func response(_ refusal: PageRefusal, to method: HTTPRequest.Method) -> Response {
        let response = Response(
            status: refusal.status, headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        return method == .head ? response.createHeadResponse() : response
    }
}
