/// The kinds of event that there are, in the order in which they are offered to people.
enum EventKinds {
    static let all: [any EventDetails.Type] = [
        LogOpened.self,
        KeyCreated.self,
        ClockSteppedBack.self,
        ConfigurationChanged.self,
        PreflightRun.self,
        SessionStarted.self,
        SessionEnded.self,
        SessionLaidAside.self,
        SessionTakenUp.self,
        CardsLeft.self,
        SessionResumed.self,
        CardRead.self,
        FactAnswered.self,
        FactWithdrawn.self,
        DecisionTaken.self,
        IntentStated.self,
        OutcomeReached.self,
        WorkRefused.self,
        DueListed.self,
        CollectorForked.self,
        CollectorRolledBack.self,
    ]

    static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code.rawValue, $0) })
}
