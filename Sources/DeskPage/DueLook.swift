import DueList
import Instants
import WorkingDays
import Workplace

/// Who is due, of the cards that the log has seen. A long log takes a while to go through, so the desk's own view shows what
/// the last look said.
actor DueLook {
    private let workplace: Workplace
    private var answer: DueAnswer?
    private var lookedAt: ContinuousClock.Instant?
    private var look: Task<DueAnswer?, Never>?
    private let keptFor: Duration

    init(_ workplace: Workplace, keptFor: Duration = .seconds(60)) {
        self.workplace = workplace
        self.keptFor = keptFor
    }

    /// What the last look said; nil before the first has ended, and where there is no log. A new look begins when that is
    /// old.
    var known: DueAnswer? {
        if look == nil, lookedAt.map({ ContinuousClock.now - $0 > keptFor }) ?? true { _ = begin() }
        return answer
    }

    /// A look at this moment; nil where there is no log.
    func fresh() async -> DueAnswer? { await (look ?? begin()).value }

    private func begin() -> Task<DueAnswer?, Never> {
        let workplace = workplace
        let task = Task { () -> DueAnswer? in
            let answer = await DueLook.answer(workplace)
            end(answer)
            return answer
        }
        look = task
        return task
    }

    private func end(_ answer: DueAnswer?) {
        self.answer = answer
        lookedAt = .now
        look = nil
    }

    private static func answer(_ workplace: Workplace) async -> DueAnswer? {
        let now = workplace.now
        guard let log = try? await workplace.dueCards(at: now) else { return nil }
        var cards = DueCards()
        log.add(to: &cards)
        let list = DuePeople(cards, at: now)
        return DueAnswer(
            list: list, sources: [log.source], waves: Waves(list), dates: (try? ImportantDate.builtIn()) ?? [])
    }
}

extension DueAnswer {
    /// The same with when to begin, at so many renewals on a working day.
    func at(perWorkingDay: Int) -> DueAnswer {
        guard let holidays = try? BankHolidays.england() else { return self }
        var answer = self
        answer.capacity = DeskCapacity(list, perWorkingDay: perWorkingDay, holidays: holidays)
        return answer
    }
}
