import Handbook
import Instants

/// A generator of numbers that gives the same ones for the same seed (SplitMix64).
public struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Random facts of whole cases, near the places where answers change.
public struct RandomCase: Sendable {
    private var numbers: SeededNumbers
    private let practice: LocalPractice

    public init(seed: UInt64, practice: LocalPractice = .standard) {
        numbers = SeededNumbers(seed: seed)
        self.practice = practice
    }

    private mutating func pick<Value>(_ values: [Value], _ chance: Int) -> Value? {
        Int.random(in: 0..<10, using: &numbers) < chance ? values.randomElement(using: &numbers) : nil
    }

    static let moments: [UTCInstant] = [
        // The last second before series 4, and series 5 and 6, are blocked, and the first after.
        1_774_997_999, 1_774_998_000, 1_778_108_399, 1_778_108_400, 1_795_230_245, 1_835_308_799,
    ].map(UTCInstant.init(secondsSince1970:))

    static let addresses = [
        "a@nhs.net", "a@trust.NHS.uk", "a@example.com", "a@notnhs.net", "a.@nhs.net", "a b@nhs.net", "", "a@nhs",
        "é@nhs.net",
    ]

    public mutating func facts() -> Facts {
        let chance = [3, 6, 9, 10].randomElement(using: &numbers) ?? 9
        var facts = Facts()
        facts.now = pick(Self.moments, 9)
        facts.card.series = pick([1, 3, 4, 5, 6, 7, 8, 9, 9, 9, 10, 11, 99], chance)
        facts.card.lock = pick(CardLock.allCases, chance)
        facts.card.certificatesExpire = expiry(chance)
        facts.holder.passcodeKnown = pick([true, false], chance)
        facts.holder.email = pick(ProfileEmail.allCases, chance)
        facts.holder.mobileOnProfile = pick([true, false, false], chance)
        facts.holder.newEmail = pick(Self.addresses, chance)
        facts.holder.emailOwnedByESR = pick([true, false], chance)
        facts.holder.employer = pick(Employer.allCases, chance)
        facts.holder.present = pick([true, false], chance)
        facts.holder.isOperator = pick([true, false, false], chance)
        facts.holder.location = pick(practice.locations, chance / 2).map(HolderLocation.init(text:))
        facts.holder.hasOtherCard = pick([true, false], chance)
        facts.attempts.selfServiceUnlock = pick(AttemptResult.allCases, chance)
        facts.attempts.assistedUnlock = pick(AttemptResult.allCases, chance)
        facts.attempts.selfRenewal = pick(AttemptResult.allCases, chance)
        facts.attempts.assistedRenewal = pick(AttemptResult.allCases, chance)
        facts.attempts.repair = pick([.notTried, .notTried, .notTried, .failed], chance)
        facts.operator.role = pick(OperatorRole.allCases, chance)
        facts.operator.cimRole = pick(CIMRole.allCases, chance / 2)
        facts.workstation.site = pick(practice.sites.map(\.id), chance)
        facts.workstation.readers = pick([0, 1, 2, 2, 3, 64], chance)
        facts.workstation.keyboardReader = pick([true, false], chance / 3)
        facts.workstation.designated = pick([true, false], chance)
        facts.replace.reason = pick(ReplaceReason.allCases, chance)
        if Bool.random(using: &numbers) {
            for key in FactKeySet.withDefault.keys where Int.random(in: 0..<4, using: &numbers) == 0 {
                facts.cannotSay.insert(key)
            }
        }
        return facts
    }

    private mutating func expiry(_ chance: Int) -> Expiry? {
        guard let moment = pick(Self.moments, chance), let days = pick([-1, 0, 30, 89, 90, 91, 400], 10),
            let seconds = pick([-1, 0, 1], 10)
        else { return nil }
        let instant = moment.adding(seconds: Int64(days) * UTCInstant.secondsPerDay + Int64(seconds))
        return Bool.random(using: &numbers) ? .instant(instant) : .date(LondonTime.date(instant))
    }
}
