import Handbook
import NextSteps
import StrictYAML

/// Reads the parts of the guide's data file. Contacts are named once and used by many systems.
struct GuideReader {
    let contacts: [String: YAMLValue]

    func system(_ value: YAMLValue) throws(YAMLMistake) -> SupportSystem {
        let keys = try value.mapping(
            "id", "what", "older", "section", "isLine", "tryFirst", "notes", "digitalSupport", "noDigitalSupport",
            "inform", "sites")
        let isOlder = try keys["older"]?.bool() ?? false
        let citation = Citation(
            isOlder ? SupportGuide.olderSource : SupportGuide.handbook,
            try value.required("section", in: keys).line())
        let usual = try lists(keys, in: value, section: citation.section, under: nil)
        var sites: [String: ContactLists] = [:]
        for (site, part) in try keys["sites"]?.members() ?? [] {
            let keys = try part.mapping("section", "digitalSupport", "noDigitalSupport", "inform")
            let section = try keys["section"]?.line() ?? citation.section
            sites[site] = try lists(keys, in: part, section: section, under: usual)
        }
        return SupportSystem(
            id: try value.required("id", in: keys).word(), what: try value.required("what", in: keys).line(),
            isOlder: isOlder, isLine: try keys["isLine"]?.bool() ?? false, contacts: usual, sites: sites,
            tryFirst: try keys["tryFirst"]?.lines() ?? [], notes: try keys["notes"]?.lines() ?? [],
            citation: citation)
    }

    private func lists(
        _ keys: [String: YAMLValue], in value: YAMLValue, section: String, under usual: ContactLists?
    ) throws(YAMLMistake) -> ContactLists {
        func list(_ key: String, _ usual: [Contact]?) throws(YAMLMistake) -> [Contact] {
            if keys[key] == nil, let usual { return usual }
            var found: [Contact] = []
            for item in try value.required(key, in: keys).list() {
                let name = try item.string()
                guard let part = contacts[name] else { throw item.mistake("is no contact of the list") }
                found.append(try contact(part, section: section))
            }
            return found
        }
        return ContactLists(
            digitalSupport: try list("digitalSupport", usual?.digitalSupport),
            noDigitalSupport: try list("noDigitalSupport", usual?.noDigitalSupport),
            inform: try notices(keys["inform"], section: section))
    }

    func contact(_ value: YAMLValue, section: String?) throws(YAMLMistake) -> Contact {
        let keys = try value.mapping(
            "kind", "who", "how", "run", "quote", "reaches", "hours", "targetFix", "doubtful", "impact", "source",
            "section")
        let kind: ContactKind = try value.required("kind", in: keys).choice()
        var how = ""
        var run: NextStep.Work?
        if kind == .command {
            run = try value.required("run", in: keys).choice() as NextStep.Work
        } else {
            how = try value.required("how", in: keys).line()
        }
        return Contact(
            kind: kind, who: try value.required("who", in: keys).line(),
            how: how, run: run,
            quote: try keys["quote"]?.line(), reaches: try keys["reaches"]?.choice() ?? kind.usualReach,
            hours: try keys["hours"].map(OpeningHours.init(yaml:)) ?? .notStated,
            targetFix: try keys["targetFix"]?.line(), isDoubtful: try keys["doubtful"]?.bool() ?? false,
            impacts: try impacts(keys["impact"]), citation: try citation(keys, in: value, section: section))
    }

    func notices(_ value: YAMLValue?, section: String?) throws(YAMLMistake) -> [Notice] {
        var notices: [Notice] = []
        for item in try value?.list() ?? [] {
            let keys = try item.mapping("impact", "who", "how", "when", "source", "section")
            notices.append(
                Notice(
                    who: try item.required("who", in: keys).line(), how: try item.required("how", in: keys).line(),
                    when: try item.required("when", in: keys).line(), impacts: try impacts(keys["impact"]),
                    citation: try citation(keys, in: item, section: section)))
        }
        return notices
    }

    func problem(_ value: YAMLValue) throws(YAMLMistake) -> Problem {
        let keys = try value.mapping("id", "what", "system", "section", "steps")
        return Problem(
            id: try value.required("id", in: keys).word(), what: try value.required("what", in: keys).line(),
            system: try value.required("system", in: keys).word(),
            steps: try value.required("steps", in: keys).lines(),
            citation: try citation(keys, in: value, section: nil))
    }

    func preparation(_ value: YAMLValue) throws(YAMLMistake) -> CallPreparation {
        let keys = try value.mapping("section", "ask", "do")
        return CallPreparation(
            ask: try value.required("ask", in: keys).lines(), advice: try value.required("do", in: keys).lines(),
            citation: try citation(keys, in: value, section: nil))
    }

    private func impacts(_ value: YAMLValue?) throws(YAMLMistake) -> Set<Impact> {
        guard let value else { return Set(Impact.allCases) }
        var impacts: Set<Impact> = []
        for item in try value.list() { impacts.insert(try item.choice()) }
        return impacts
    }

    private func citation(
        _ keys: [String: YAMLValue], in value: YAMLValue, section: String?
    ) throws(YAMLMistake) -> Citation {
        let source = try keys["source"]?.line() ?? SupportGuide.handbook
        if let section, keys["section"] == nil { return Citation(source, section) }
        return Citation(source, try value.required("section", in: keys).line())
    }
}
