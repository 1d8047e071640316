import JSON

/// A view: which template shows what. Values only, so that a test can look at them.
public struct PageView: Hashable, Sendable {
    /// The template's name.
    public var template: String
    /// What it shows, by name.
    public var context: [String: JSONValue]

    /// A template with what it shows.
    public init(template: String, context: [String: JSONValue]) {
        self.template = template
        self.context = context
    }

    /// What the template `message` shows: a few sentences, and where to go on.
    public static func message(
        _ heading: String, _ paragraphs: [String], link: (href: String, text: String)? = nil
    ) -> [String: JSONValue] {
        [
            "heading": .string(heading), "paragraphs": .array(paragraphs.map(JSONValue.string)),
            "linkHref": .optional(link?.href), "linkText": .optional(link?.text),
        ]
    }
}

/// A box with something to know.
public struct PageNotice: Sendable {
    /// How bad it is, which is its colour too.
    public enum Kind: String, Sendable { case plain, good, warn, bad }

    var kind: Kind
    var title: String?
    var text: String
    var items: [String]

    /// - Parameters:
    ///   - kind: how bad it is.
    ///   - title: what matters, in a few words.
    ///   - text: one or two sentences.
    ///   - items: a list below them.
    public init(kind: Kind, title: String? = nil, text: String, items: [String] = []) {
        self.kind = kind
        self.title = title
        self.text = text
        self.items = items
    }

    /// As the template `notices` takes it.
    public var json: JSONValue {
        [
            "noticeKind": .string(kind.rawValue), "noticeTitle": .optional(title), "noticeText": .string(text),
            "hasNoticeItems": .bool(!items.isEmpty), "noticeItems": .array(items.map(JSONValue.string)),
        ]
    }
}
