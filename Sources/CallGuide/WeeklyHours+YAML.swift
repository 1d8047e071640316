import StrictYAML

extension WeeklyHours {
    /// Reads one text or a list of texts, `Mon-Fri 07:00-20:00`, or a mapping, `{Mon-Fri: 07:00-20:00}`.
    ///
    /// - Throws: `YAMLMistake` for hours that overlap, end before they begin or are on no clock.
    public init(yaml value: YAMLValue) throws(YAMLMistake) {
        self.init()
        if value.isMapping {
            for (days, item) in try value.members() {
                for time in item.isList ? try item.list() : [item] { try add("\(days) \(time.line())", from: time) }
            }
        } else {
            for item in value.isList ? try value.list() : [value] { try add(item.line(), from: item) }
        }
        guard days.contains(where: { !$0.isEmpty }) else { throw value.mistake("must name at least one day") }
    }

    private mutating func add(_ text: String, from value: YAMLValue) throws(YAMLMistake) {
        do {
            try add(text)
        } catch {
            throw value.mistake(error.sentence)
        }
    }
}

extension WeeklyHours.Mistake {
    var sentence: String {
        switch self {
        case .form: "must be week days and times such as Mon-Fri 08:00-18:00"
        case .noSuchTime(let time): "has a time that isn't on the clock: \(time)"
        case .endsFirst(let text):
            "ends before it begins: \(text); for a night write one line to 24:00 and one from 00:00"
        case .overlaps(let text): "overlaps hours that are there already: \(text)"
        }
    }
}
