import Crypto
import Foundation
import JSON
import Mustache

/// The templates and the assets, built into the program.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary
    /// Assets by name, with their kind.
    let assets: [String: Asset]
    /// Assets' folder, named by what they hold: a browser may keep them.
    let assetPath: String

    struct Asset: Sendable {
        var bytes: [UInt8]
        var kind: String
    }

    /// - Throws: where a template isn't sound, which a test would have shown.
    init() throws {
        var templates: [String: MustacheTemplate] = [:]
        for (name, bytes) in PageTemplates.sources {
            templates[name] = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
        }
        library = MustacheLibrary(templates: templates)
        assets = PageTemplates.files.mapValues { Asset(bytes: $0.bytes, kind: $0.kind) }
        var hash = SHA256()
        for name in assets.keys.sorted() { hash.update(data: assets[name]?.bytes ?? []) }
        let digits = hash.finalize().prefix(8).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        assetPath = "/assets/\(digits)"
    }

    /// - Returns: HTML; every value in it is escaped.
    func render(_ view: View) -> String {
        library.render(JSONValue.object(view.context).forMustache, withTemplate: view.template)
            ?? "<!DOCTYPE html><title>Fault</title><p>A fault of this program: there is no view \(view.template)."
    }

    private static let sources: [String: [UInt8]] = [
        "answers": PackageResources.answers_mustache, "call": PackageResources.call_mustache,
        "choices": PackageResources.choices_mustache, "decision": PackageResources.decision_mustache,
        "desk": PackageResources.desk_mustache, "due": PackageResources.due_mustache,
        "facts": PackageResources.facts_mustache,
        "field": PackageResources.field_mustache, "foot": PackageResources.foot_mustache,
        "handbook": PackageResources.handbook_mustache, "head": PackageResources.head_mustache,
        "hidden": PackageResources.hidden_mustache, "holder": PackageResources.holder_mustache,
        "log": PackageResources.log_mustache, "message": PackageResources.message_mustache,
        "notices": PackageResources.notices_mustache, "practice": PackageResources.practice_mustache,
        "preflight": PackageResources.preflight_mustache, "problem": PackageResources.problem_mustache,
        "question": PackageResources.question_mustache, "reader": PackageResources.reader_mustache,
        "readers": PackageResources.readers_mustache, "receipt": PackageResources.receipt_mustache,
        "refused": PackageResources.refused_mustache, "sheet": PackageResources.sheet_mustache,
        "steps": PackageResources.steps_mustache, "steptrouble": PackageResources.steptrouble_mustache,
        "story": PackageResources.story_mustache, "verify": PackageResources.verify_mustache,
        "waiting": PackageResources.waiting_mustache, "why": PackageResources.why_mustache,
    ]

    private static let files: [String: (bytes: [UInt8], kind: String)] = [
        "desk.css": (PackageResources.desk_css, "text/css; charset=utf-8"),
        "desk.js": (PackageResources.desk_js, "text/javascript; charset=utf-8"),
        "icon-card.svg": (PackageResources.icon_card_svg, "image/svg+xml"),
        "icon-desk.svg": (PackageResources.icon_desk_svg, "image/svg+xml"),
        "icon-done.svg": (PackageResources.icon_done_svg, "image/svg+xml"),
        "icon-holder.svg": (PackageResources.icon_holder_svg, "image/svg+xml"),
        "icon-lost.svg": (PackageResources.icon_lost_svg, "image/svg+xml"),
        "icon-stop.svg": (PackageResources.icon_stop_svg, "image/svg+xml"),
        "icon-turn.svg": (PackageResources.icon_turn_svg, "image/svg+xml"),
        "icon-wait.svg": (PackageResources.icon_wait_svg, "image/svg+xml"),
    ]
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
