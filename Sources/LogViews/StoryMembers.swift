import AuditLog
import Instants
import JSON

extension SessionStory {
    /// As the template `happened` takes it, with `facts` about the whole.
    public var members: [String: JSONValue] {
        let day = entries.lazy.compactMap(\.time).first.map { LondonTime.date($0).longText + ", London time" }
        return [
            "storyTitle": .string(day ?? "What happened"),
            "facts": .array(
                head.dropFirst().map { line in
                    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
                    return [
                        "factName": .string(words.first ?? ""),
                        "factText": .string(words.count > 1 ? words[1] : ""),
                    ]
                }),
            "rows": .array(
                entries.map { entry in
                    [
                        "rowWhen": .string(entry.time.map(LondonTime.timeOfDay) ?? "?"),
                        "rowNumber": .integer(entry.number), "rowWhat": .string(entry.sentence),
                    ]
                }),
        ]
    }
}
