import Crypto
import Foundation
import JSON
import Mustache

/// A page's templates and assets, built into the program: its own, and those that all pages share.
public struct PageTemplates: Sendable {
    /// A file that the page loads.
    public struct Asset: Sendable {
        /// What it holds.
        public var bytes: [UInt8]
        /// Its content type.
        public var kind: String
    }

    private let library: MustacheLibrary
    /// Assets by name.
    public let assets: [String: Asset]
    /// Assets' folder, named by what they hold: a browser may keep them.
    public let assetPath: String

    /// - Parameters:
    ///   - own: the page's own templates by name. Of two with one name the page's own counts.
    ///   - ownAssets: the page's own files by name; how a name ends says of which kind it is.
    /// - Throws: where a template isn't sound, which a test would have shown.
    public init(_ own: [String: [UInt8]], assets ownAssets: [String: [UInt8]]) throws {
        let sources = PageTemplates.shared.merging(own) { $1 }
        library = MustacheLibrary(
            templates: try sources.mapValues { try MustacheTemplate(string: String(decoding: $0, as: UTF8.self)) })
        assets = Dictionary(
            uniqueKeysWithValues: PageTemplates.sharedAssets.merging(ownAssets) { $1 }.map { name, bytes in
                (name, Asset(bytes: bytes, kind: PageTemplates.kind(of: name)))
            })
        var hash = SHA256()
        for name in assets.keys.sorted() { hash.update(data: assets[name]?.bytes ?? []) }
        let digits = hash.finalize().prefix(8).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        assetPath = "/assets/\(digits)"
    }

    /// The addresses of all assets. They tell nothing of what the page shows.
    public var addresses: Set<String> { Set(assets.keys.map { "\(assetPath)/\($0)" }) }

    /// - Returns: HTML; every value in it is escaped.
    public func render(_ view: PageView) -> String {
        library.render(JSONValue.object(view.context).forMustache, withTemplate: view.template)
            ?? "<!DOCTYPE html><title>Fault</title><p>A fault of this program: there is no view \(view.template)."
    }

    private static let shared: [String: [UInt8]] = [
        "facts": PackageResources.facts_mustache, "filters": PackageResources.filters_mustache,
        "happened": PackageResources.happened_mustache, "message": PackageResources.message_mustache,
        "menu": PackageResources.menu_mustache, "notices": PackageResources.notices_mustache,
        "problem": PackageResources.problem_mustache,
        "questions": PackageResources.questions_mustache,
    ]

    private static let sharedAssets: [String: [UInt8]] = ["page.css": PackageResources.page_css]

    private static func kind(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }
}

extension JSONValue {
    /// As the templates take it. A null is left out: an empty text would count as something.
    fileprivate var forMustache: Any {
        switch self {
        case .null: ""
        case .bool(let flag): flag
        case .integer(let number): number
        case .number(let number): number
        case .string(let text): text
        case .array(let values): values.map(\.forMustache)
        case .object(let members): members.filter { $0.value != .null }.mapValues(\.forMustache)
        }
    }
}
