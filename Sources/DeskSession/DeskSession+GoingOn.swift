import CardIdentity
import Handbook
import JSON

/// What follows from the entries, shown once.
extension DeskSession {
    mutating func goOn() {
        begin()
        // Each turn shows or enters something; a handful is all that ever comes together.
        for _ in 0..<32 {
            guard !isOver, state.hasSeenDesk, shown.awaited.isEmpty else { return }
            let course = course
            showGuards(course)
            guard shown.reading == nil else { return }
            if let card = course.cardToRecognise {
                guard card != state.retry?.insertion || isRetryDue else { return }
                return start(.holder, card)
            }
            guard shown.guards.isEmpty else { return suspend() }
            if state.openRun == nil {
                dropUnneeded(course)
                show(course)
            }
            guard carryOut(course.stage) else { return }
        }
    }

    private var isRetryDue: Bool {
        state.retry.map { now.elapsed >= $0.elapsed + .seconds(1) } ?? true
    }

    private mutating func begin() {
        guard state.hasSeenDesk, !shown.hasBegun, !isOver else { return }
        shown.hasBegun = true
        guard !isTakenUp else {
            record(.takenUp)
            if cardIsOwn { effects.append(.cardIsOwn) }
            return sayWhatWasAnswered()
        }
        record(
            .started(
                settings.workflow, cardIsOwn: settings.cardIsOwn, holderCardIsHere: settings.holderCardIsHere))
        if cardIsOwn { effects.append(.cardIsOwn) }
    }

    private mutating func suspend() {
        shown.isSuspended = shown.question != nil
        if let stranger = state.stranger, stranger.isIn, stranger.kind == .refused {
            wait(Wait(code: .anotherCard, text: course.takeOut(stranger)))
        }
    }

    /// - Returns: true when something changed at once, so that there is more to do.
    private mutating func carryOut(_ stage: Stage) -> Bool {
        if case .ask = stage {} else { shown.question = nil }
        if case .wait = stage {} else { shown.wait = nil }
        switch stage {
        case .ask(let question): ask(question)
        case .wait(let next): wait(next)
        case .read(let purpose, let insertion): start(purpose, insertion)
        case .readAt(let purpose, let insertion, let due, let deadline):
            if let deadline { sayHowLong(deadline - now.elapsed) }
            if now.elapsed >= due { start(purpose, insertion) }
        case .intend(let plan):
            shown.awaited = [.intent(plan)]
            shown.decision = nil
            record(.intent(plan.act))
        case .conclude(let outcome, let evidence): conclude(outcome, evidence)
        case .end(let outcome, let reason): end(outcome, reason: reason)
        }
        return false
    }

    /// At the beginning, and every five seconds.
    private mutating func sayHowLong(_ left: Duration) {
        let seconds = Int(left.components.seconds)
        if shown.secondsSaid == nil {
            shown.secondsSaid = seconds
            say(
                .instruction,
                state.look?.report.has(.inUse) == true
                    ? "Another program is using the card. Waiting up to \(left.inWords) for it."
                    : "The card doesn't show it yet. Waiting up to \(left.inWords).")
        } else if let said = shown.secondsSaid, seconds > 0, seconds <= said - 5 {
            shown.secondsSaid = seconds
            say(.information, "\(left.inWords) left.")
        }
    }

    private mutating func ask(_ question: Question) {
        guard question != shown.question || shown.isSuspended else { return }
        // Somebody chooses what to take back; the question comes again after that.
        if shown.question?.about == .own(.change), !shown.isSuspended { return }
        shown.question = question
        shown.isSuspended = false
        shown.secondsSaid = nil
        if case .trouble(let number) = question.about { showTrouble(.step(number)) }
        var asked = question
        if cardIsOwn, case .fact(let fact) = question.about, let text = fact.definition.question?.ofOwnCard {
            asked.text = text
        }
        effects.append(.ask(asked))
    }

    private mutating func wait(_ next: Wait) {
        guard next != shown.wait else { return }
        shown.wait = next
        effects.append(.wait(next))
    }

    private mutating func showTrouble(_ step: QuestionKey) {
        guard let code = state.answer(step, state.routeScope)?.value.string else { return }
        effects.append(.trouble(code: code, ErrorCode(code)?.known))
    }

    private mutating func showGuards(_ course: Course) {
        let standing = course.guards
        let isRecognising = course.cardToRecognise != nil || shown.reading != nil
        for raised in standing where !shown.guards.contains(raised.code) {
            // Whether the card that is in is the one that is missing shows when it is read.
            if isRecognising, [.cardRemoved, .operatorCardRemoved].contains(raised.code) { continue }
            // Another card is where it was: that one is told.
            if raised.code == .cardRemoved, state.stranger?.isIn == true { continue }
            shown.guards.append(raised.code)
            shown.wait = nil
            effects.append(.raised(raised))
            if state.openRun != nil { record(.guardRaised(raised.code)) }
        }
        for code in shown.guards where !standing.contains(where: { $0.code == code }) {
            if code == .serviceLost, isRecognising { continue }
            shown.guards.removeAll { $0 == code }
            effects.append(.restored(code))
            if state.openRun != nil { record(.guardCleared(code)) }
        }
    }

    private mutating func show(_ course: Course) {
        guard let last = course.decisions.last, last != shown.decision else { return }
        // Something may stand before it that would make another of it.
        switch course.stage {
        case .ask(let question) where ![.own(.follow), .own(.operatorUUID)].contains(question.about): return
        default: break
        }
        shown.decision = last
        for decision in course.decisions {
            effects.append(.decision(decision))
            record(.decided(decision, course.facts.redacted, course.knownOrigins))
            if decision.route == .unlockFirst, decision != last {
                say(.heading, "First the card is unlocked. The renewal comes after that.")
            }
        }
    }

    private mutating func start(_ purpose: ReadingPurpose, _ insertion: Insertion) {
        shown.reading = insertion
        shown.readingNotice = now.elapsed + .seconds(2)
        shown.purpose = purpose
        effects.append(
            .read(
                reader: insertion.reader, epoch: insertion.epoch, role: purpose == .operator ? .operator : .holder))
    }

    mutating func conclude(_ outcome: SessionOutcome, _ evidence: Evidence, then next: [SessionEntry.What] = []) {
        guard let run = state.openRun else { return }
        if outcome == .advised, run.plan.kind != .advice { effects.append(.advise(run.plan.sheet)) }
        if outcome == .verified, let after = evidence.after {
            effects.append(.report(.holder, after, isLook: true))
            record(.cardRead(.holder, after, isLook: true))
        }
        shown.awaited = [.outcome(outcome, evidence)] + next
        record(.outcome(run.plan.act, outcome, evidence))
    }

    /// An intent or outcome is on the disk.
    mutating func recorded() {
        let entered = shown.awaited
        shown.awaited = []
        for what in entered {
            if case .withdrawn(let key) = what {
                withdraw(key)
                continue
            }
            enter(what)
            switch what {
            case .outcome(.failed, _) where state.runs.last?.plan.act.route.definition.attempt != nil:
                say(.warning, "That didn't work. What the handbook says next:")
            case .outcome(let outcome, _)
            where outcome.isDone && state.runs.last?.plan.act.workflow != settings.workflow:
                say(.heading, "The card is unlocked. Back to the renewal.")
            default: break
            }
        }
    }
}
