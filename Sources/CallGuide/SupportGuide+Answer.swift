import Handbook
import Instants
import WorkingDays

extension SupportGuide {
    /// Answers a question.
    ///
    /// - Parameters:
    ///   - question: what has failed, where, when, and for how many.
    ///   - holidays: for a day that they don't reach the weekday decides; where it is the question's own day, the
    ///     answer says so.
    /// - Returns: at least one open contact, at every moment.
    public func answer(_ question: CallQuestion, holidays: BankHolidays) -> CallAnswer {
        let system = question.system
        let today = LondonTime.date(question.at)
        let support = digitalSupport(question, holidays)
        let lists = system.contacts(at: question.site)
        var open: [ContactNow] = []
        var closed: [ContactNow] = []
        for contact in support.isAvailable ? lists.digitalSupport : lists.noDigitalSupport
        where contact.impacts.contains(question.impact) {
            let state = contact.hours.state(at: question.at, holidays: holidays)
            if state.isOpen {
                open.append(ContactNow(contact: contact, state: state))
            } else {
                closed.append(ContactNow(contact: contact, state: state))
            }
        }
        var warnings: Set<CallWarning> = []
        let someoneAnswers = open.contains { $0.contact.reaches == .person }
        // A site's own hours can close the only contact, with digital support as well.
        if !someoneAnswers, !support.isAvailable || open.isEmpty {
            open.append(ContactNow(contact: lastResort, state: .noHours))
            if !support.isAvailable { warnings.insert(.nobodyNow) }
        }
        let contacts = open + closed
        if contacts.contains(where: { $0.contact.isDoubtful }) { warnings.insert(.numberDoubtful) }
        if system.isLine {
            if question.site == nil { warnings.insert(.siteUnknown) }
            if question.impact != .one, contacts.contains(where: { $0.contact.kind == .form }) {
                warnings.insert(.formNeedsTheLine)
            }
        }
        if support.source == .assumed { warnings.insert(.hoursAssumed) }
        if !holidays.known.contains(today) {
            warnings.insert(.bankHolidaysUnknown)
        } else if holidays.names[today] != nil, contacts.contains(where: { $0.contact.hours.ignoresBankHolidays }) {
            warnings.insert(.bankHoliday)
        }
        if sources.first(where: { $0.id == SupportGuide.handbook })?.isReviewOverdue(on: today) == true {
            warnings.insert(.sourcePastReview)
        }
        return CallAnswer(
            system: system, problem: question.problem, site: question.site, at: question.at, impact: question.impact,
            digitalSupport: support, tryFirst: question.problem?.steps ?? system.tryFirst, contacts: contacts,
            inform: (lists.inform + inform).filter { $0.impacts.contains(question.impact) }, escalate: escalate,
            record: record, notes: system.notes, warnings: CallWarning.allCases.filter(warnings.contains))
    }

    private func digitalSupport(_ question: CallQuestion, _ holidays: BankHolidays) -> DigitalSupport {
        if let option = question.digitalOption { return DigitalSupport(isAvailable: option, source: .option) }
        // On a bank holiday nobody is there unless an option says so: to take an absent team for a present one would
        // leave a night with a form alone.
        let hours = question.digitalHours.map { OpeningHours.within($0, .closed) } ?? assumedDigitalSupport
        let state = hours.state(at: question.at, holidays: holidays)
        return DigitalSupport(
            isAvailable: state.isOpen, source: question.digitalHours == nil ? .assumed : .configuration,
            changesAt: state.closesAt ?? state.opensAt)
    }
}
