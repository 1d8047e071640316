import NIOHTTP1
import Testing

@testable import PageFoundation

/// Rule 5.
func expectHeaders(_ answer: RawAnswer, isAsset: Bool = false, sourceLocation: SourceLocation = #_sourceLocation) {
    let policy = answer["content-security-policy"]
    #expect(policy == [PageFoundationTests.policy(of: PageHeaders())], sourceLocation: sourceLocation)
    let expected = [
        "cross-origin-resource-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
        "referrer-policy": "same-origin", "x-content-type-options": "nosniff",
    ]
    for (name, value) in expected { #expect(answer[name] == [value], "\(name)", sourceLocation: sourceLocation) }
    if !isAsset { #expect(answer["cache-control"] == ["no-store"], sourceLocation: sourceLocation) }
    let cors = answer.fields.filter { $0.name.hasPrefix("access-control-") }
    #expect(cors.isEmpty, sourceLocation: sourceLocation)
}

func policy(of headers: PageHeaders) -> String {
    var head = HTTPResponseHead(version: .http1_1, status: .ok)
    headers.stamp(&head)
    return head.headers["Content-Security-Policy"].joined(separator: "|")
}
