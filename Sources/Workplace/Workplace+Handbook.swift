import CallGuide
import Handbook
import StrictYAML
import WorkingDays
import WorkstationSettings

extension Workplace {
    /// The rules with the practice of this site.
    ///
    /// - Throws: `WorkplaceError` when the site's file can't be read or is wrong.
    public func rulebook() throws(WorkplaceError) -> Rulebook {
        guard let (text, file) = try siteDataText() else { return Rulebook() }
        do {
            return Rulebook(practice: try LocalPractice(yaml: text, file: file))
        } catch {
            throw .siteMistake(error)
        }
    }

    /// Whom to call, with this site's own contacts.
    ///
    /// - Throws: `WorkplaceError` when the site's file can't be read or is wrong.
    public func supportGuide() throws(WorkplaceError) -> SupportGuide {
        let practice = try rulebook().practice
        do {
            guard let (text, file) = try siteDataText() else { return try SupportGuide.standard(practice: practice) }
            return try SupportGuide(siteData: text, file: file, practice: practice)
        } catch let mistake as YAMLMistake {
            throw .siteMistake(mistake)
        } catch let error as WorkplaceError {
            throw error
        } catch {
            throw .fault("\(error)")
        }
    }

    /// The text of the site's file; nil where none is named.
    private func siteDataText() throws(WorkplaceError) -> (text: String, file: String)? {
        guard let file = configuration.siteData else { return nil }
        do {
            return (try TextFile.text(at: file), file)
        } catch {
            throw .siteFile(error, file)
        }
    }

    /// Whom to turn to in a session; without a sound guide the session goes on without it.
    public func routeCalls() -> RouteCalls {
        let guide = try? supportGuide()
        let (configuration, clock) = (configuration, clock)
        return RouteCalls {
            guard let guide, let system = guide.system("smartcards"), let holidays = try? BankHolidays.england() else {
                return nil
            }
            return guide.answer(
                CallQuestion(
                    system: system, site: configuration.site, at: clock(), digitalHours: configuration.digitalSupport),
                holidays: holidays)
        }
    }
}

/// Whom to turn to where a route ends with somebody else: whom, how, and until when.
public struct RouteCalls: Sendable {
    /// The answer about smartcards, as it is when it is shown.
    let answer: @Sendable () -> CallAnswer?

    /// Nobody is named.
    public static let none = RouteCalls { nil }

    /// Sentences to show below the decision; none for routes that don't go to the Digital Team.
    public func sentences(for route: Route) -> [String] {
        guard route.definition.goesToDigitalTeam, let answer = answer() else { return [] }
        let contacts = answer.contacts.filter { [.form, .phone, .role].contains($0.contact.kind) }
        return [answer.digitalSupport.sentence] + contacts.map(\.sentence)
            + (answer.warnings.contains(.nobodyNow) ? [CallWarning.nobodyNow.sentence] : [])
    }
}
