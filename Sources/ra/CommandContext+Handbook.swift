import CallGuide
import Handbook
import WorkingDays
import Workplace

extension CommandContext {
    /// The rules with the practice of this site.
    ///
    /// - Throws: `CommandFailure` when the site's file can't be read or is wrong.
    func rulebook() throws(CommandFailure) -> Rulebook {
        do { return try workplace.rulebook() } catch { throw CommandFailure(error) }
    }

    /// Whom to call, with this site's own contacts.
    ///
    /// - Throws: `CommandFailure` when the site's file can't be read or is wrong.
    func supportGuide() throws(CommandFailure) -> SupportGuide {
        do throws(WorkplaceError) {
            return try workplace.supportGuide()
        } catch {
            guard case .siteMistake(let mistake) = error else { throw CommandFailure(error) }
            throw CommandFailure(
                .badInput, "\(mistake)",
                hint: "Correct that line; until then leave siteData out to see the handbook's.")
        }
    }
}

extension SupportGuide {
    /// With England's bank holidays.
    func answer(_ question: CallQuestion) throws(CommandFailure) -> CallAnswer {
        do {
            return answer(question, holidays: try BankHolidays.england())
        } catch {
            throw CommandFailure(.fault, "\(error)", hint: "This is a fault of ra. Please report it.")
        }
    }
}
