import JSON
import PageFoundation

/// What stands around every view.
struct Frame: Sendable {
    /// The workstation and its site.
    var place: String
    /// What addresses begin with: nothing, or `/practice`.
    var base: String
    var isSimulated: Bool
    /// The last event that the view shows; nil where nothing in it is live.
    var lastEvent: String?
    /// The form token for an asking.
    var token: @Sendable (_ asking: String) -> String
    /// Where assets are, named by their contents.
    var assets: String

    enum Icon: String { case desk, turn, holder, wait, stop, card, done, lost }

    private static let menu = [
        ("Desk", "/"), ("Due", "/due"), ("Whom to call", "/call"), ("Checks", "/preflight"), ("Log", "/log"),
        ("Handbook", "/handbook"), ("Practice", "/practice"),
    ]

    /// - Parameters:
    ///   - title: begins with what matters: the desk is often a hidden tab.
    ///   - address: where the view is, for the menu.
    ///   - asking: what its forms are for.
    ///   - identity: tells one view from another to the script; nil is the asking.
    func view(
        _ template: String, title: String, icon: Icon = .desk, address: String = "", asking: String = "none",
        identity: String? = nil, refreshes: Bool = false, isHoldersTurn: Bool = false, _ members: [String: JSONValue]
    ) -> PageView {
        var context: [String: JSONValue] = [
            "title": .string(title), "icon": .string(icon.rawValue), "assets": .string(assets), "base": .string(base),
            "simulated": .bool(isSimulated), "refreshes": .bool(refreshes), "holderTurn": .bool(isHoldersTurn),
            "place": .string(place), "hasMenu": .bool(!isHoldersTurn),
            "menu": .array(
                Frame.menu.map { name, href in
                    ["name": .string(name), "href": .string(href), "isCurrent": .bool(href == address)]
                }),
            "token": .string(token(asking)), "asking": .string(identity ?? asking), "notices": [], "problem": .null,
        ]
        if let lastEvent {
            context["events"] = .string(base + "/events")
            context["lastEvent"] = .string(lastEvent)
        }
        context.merge(members) { $1 }
        return PageView(template: template, context: context)
    }

    /// A page with a few sentences on it.
    func message(_ heading: String, _ paragraphs: [String], link: (href: String, text: String)? = nil) -> PageView {
        view("message", title: heading, PageView.message(heading, paragraphs, link: link))
    }
}
