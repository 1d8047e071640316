import CallGuide
import Foundation
import Handbook
import StrictYAML
import WorkingDays
import WorkstationSettings

extension CommandContext {
    /// Whom to call, with this site's own contacts.
    ///
    /// - Throws: `CommandFailure` when the site's file can't be read or is wrong.
    func supportGuide() throws(CommandFailure) -> SupportGuide {
        let practice = try rulebook().practice
        do {
            guard let (text, file) = try siteDataText() else { return try SupportGuide.standard(practice: practice) }
            return try SupportGuide(siteData: text, file: file, practice: practice)
        } catch let mistake as YAMLMistake {
            throw CommandFailure(
                .badInput, "\(mistake)", hint: "Correct that line; until then leave siteData out to see the handbook's."
            )
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.fault, "\(error)", hint: "This is a fault of ra. Please report it.")
        }
    }

    var workstationName: String { configuration.workstation ?? ProcessInfo.processInfo.hostName }
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
