import JSON
import PageFoundation

/// What stands around every view.
struct AuditorFrame: Sendable {
    /// Where assets are, named by their contents.
    var assets: String

    private static let menu = [
        ("Estate", "/"), ("Search", "/search"), ("A person", "/person"), ("A month", "/month"), ("Forks", "/forks"),
        ("Checking", "/checking"),
    ]

    /// - Parameters:
    ///   - title: begins with what matters.
    ///   - address: where the view is, for the menu.
    func view(
        _ template: String, title: String, address: String = "", hasMenu: Bool = true, _ members: [String: JSONValue]
    ) -> PageView {
        let context: [String: JSONValue] = [
            "title": .string("\(title): Desks' logs"), "assets": .string(assets), "hasMenu": .bool(hasMenu),
            "menu": .array(
                Self.menu.map { name, href in
                    ["name": .string(name), "href": .string(href), "isCurrent": .bool(href == address)]
                }),
            "notices": [], "problem": .null,
        ]
        return PageView(template: template, context: context.merging(members) { $1 })
    }

    /// A page with a few sentences on it.
    func message(_ heading: String, _ paragraphs: [String], link: (href: String, text: String)? = nil) -> PageView {
        view("message", title: heading, PageView.message(heading, paragraphs, link: link))
    }

    /// What a browser sees that isn't let in. It tells nothing of the desks.
    var refused: PageView { view("refused", title: "Not let in", hasMenu: false, [:]) }

    /// A view that has no answer.
    ///
    /// - Parameter address: where to try again.
    func trouble(_ trouble: EstateTrouble, address: String) -> PageView {
        switch trouble {
        case .away(let said):
            message(
                "The collector's database is away",
                [
                    "Nothing can be shown until it answers again. Desks go on working, and keep their own logs.",
                    "Look whether PostgreSQL runs: systemctl status postgresql. It said: \(said.shown)",
                ], link: (address, "Try again"))
        case .slow:
            message(
                "The question took too long",
                ["It was given up, so that others are answered. Ask for a shorter time, one desk or one person."],
                link: ("/search", "Search all desks"))
        case .unknownDesk(let name):
            message(
                "No desk has this log",
                ["No log is enrolled under the name \(name.shown). The estate lists all names."],
                link: ("/", "To the estate"))
        case .unknownSite(let site):
            message(
                "No desk is at this site",
                ["No desk is enrolled for the site \(site.shown). The estate lists all sites."],
                link: ("/", "To the estate"))
        case .damaged(let said):
            message(
                "The database can't be read",
                [
                    "What stands in it isn't what a collector writes, so nothing is shown of it: \(said.shown)",
                    "Run ra-collector verify to see which desks' records are sound, and keep a copy of the database "
                        + "before anything is mended.",
                ], link: (address, "Try again"))
        }
    }
}
