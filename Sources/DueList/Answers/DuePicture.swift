import Instants

/// A picture of the coming weeks (SVG 1.1): a bar for each, with the same numbers as a table beside it. No names, no
/// UUIDs.
public enum DuePicture {
    /// Weeks that are shown; what comes after them is one number.
    public static let weeks = 53

    private static let row = 22
    private static let top = 96
    private static let longestBar = 420

    public static func svg(_ answer: DueAnswer) -> String {
        let today = LondonTime.date(answer.list.at)
        let upcoming = Waves.weeks(answer.waves.expiring.filter { $0.day >= today }, from: today)
        let shown = upcoming.prefix(weeks)
        let after = upcoming.dropFirst(weeks).reduce(0) { $0 + $1.count }
        let most = max(1, shown.map(\.count).max() ?? 0)
        let height = top + (shown.count + (after > 0 ? 1 : 0)) * row + 48
        let total = shown.reduce(0) { $0 + $1.count }
        let bands = DueBand.allCases.map { "\($0.code): \(answer.list.count(in: $0))" }.joined(separator: " · ")
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<svg xmlns="http://www.w3.org/2000/svg" width="760" height="\#(height)" "#
                + #"viewBox="0 0 760 \#(height)" role="img" aria-labelledby="title description">"#,
            #"<title id="title">Smartcards that expire, week by week</title>"#,
            #"<desc id="description">\#(total) cards in \#(shown.count) weeks from \#(today.longText). "#
                + #"People by band: \#(bands)</desc>"#,
            #"<rect width="760" height="\#(height)" fill="white"/>"#,
            #"<g font-family="Arial, sans-serif" font-size="14" fill="rgb(33,43,50)">"#,
            text("Smartcards that expire, week by week", x: 20, y: 32, size: 20),
            text("On \(LondonTime.text(answer.list.at)). \(bands)", x: 20, y: 56),
            text("Week from", x: 20, y: 84), text("Cards", x: 246, y: 84, isRight: true),
        ]
        for (index, week) in shown.enumerated() {
            let y = top + index * row
            let width = week.count == 0 ? 0 : max(2, week.count * longestBar / most)
            lines.append(text(week.day.longText, x: 20, y: y + 15))
            lines.append(text("\(week.count)", x: 246, y: y + 15, isRight: true))
            lines.append(#"<rect x="260" y="\#(y + 2)" width="\#(width)" height="16" fill="rgb(0,94,184)"/>"#)
        }
        if after > 0 {
            let y = top + shown.count * row
            lines.append(text("Later", x: 20, y: y + 15))
            lines.append(text("\(after)", x: 246, y: y + 15, isRight: true))
        }
        lines.append(text(shown.isEmpty ? "No card that is listed expires from today on." : "", x: 20, y: height - 20))
        return (lines + ["</g>", "</svg>"]).joined(separator: "\n") + "\n"
    }

    private static func text(_ words: String, x: Int, y: Int, size: Int? = nil, isRight: Bool = false) -> String {
        let anchor = isRight ? #" text-anchor="end""# : ""
        let size = size.map { #" font-size="\#($0)""# } ?? ""
        return #"<text x="\#(x)" y="\#(y)"\#(size)\#(anchor)>\#(words)</text>"#
    }
}
