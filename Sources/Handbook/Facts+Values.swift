import Instants
import JSON

/// One fact at a time, by its key: how a script, an answer file and the desk's questions fill them in.
extension Facts {
    /// A fact as JSON; nil when it is unknown.
    public subscript(key: FactKey) -> JSONValue? {
        switch key {
        case .now: now.map { .string($0.rfc3339) }
        case .cardSeries: card.series.map { .integer(Int64($0)) }
        case .cardLock: card.lock.json
        case .cardCertificatesExpire:
            card.certificatesExpire.map { expiry in
                switch expiry {
                case .instant(let instant): .string(instant.rfc3339)
                case .date(let date): .string(date.iso8601)
                }
            }
        case .holderPasscodeKnown: holder.passcodeKnown.map(JSONValue.bool)
        case .holderEmail: holder.email.json
        case .holderMobileOnProfile: holder.mobileOnProfile.map(JSONValue.bool)
        case .holderNewEmail: holder.newEmail.map(JSONValue.string)
        case .holderEmailOwnedByESR: holder.emailOwnedByESR.map(JSONValue.bool)
        case .holderEmployer: holder.employer.json
        case .holderPresent: holder.present.map(JSONValue.bool)
        case .holderIsOperator: holder.isOperator.map(JSONValue.bool)
        case .holderLocation: holder.location.map { .string($0.text) }
        case .holderHasOtherCard: holder.hasOtherCard.map(JSONValue.bool)
        case .attemptsSelfServiceUnlock: attempts.selfServiceUnlock.json
        case .attemptsAssistedUnlock: attempts.assistedUnlock.json
        case .attemptsSelfRenewal: attempts.selfRenewal.json
        case .attemptsAssistedRenewal: attempts.assistedRenewal.json
        case .attemptsRepair: attempts.repair.json
        case .operatorRole: self.operator.role.json
        case .operatorCIMRole: self.operator.cimRole.json
        case .workstationSite: workstation.site.map(JSONValue.string)
        case .workstationReaders: workstation.readers.map { .integer(Int64($0)) }
        case .workstationKeyboardReader: workstation.keyboardReader.map(JSONValue.bool)
        case .workstationDesignated: workstation.designated.map(JSONValue.bool)
        case .replaceReason: replace.reason.json
        }
    }

    /// Sets one fact from JSON; `null` makes it unknown.
    ///
    /// - Throws: `FactMistake` when the value is of another type, no word of the set, out of range or no such date.
    public mutating func set(_ key: FactKey, to value: JSONValue, practice: LocalPractice) throws(FactMistake) {
        let value = FactValue(key: key, json: value)
        switch key {
        case .now: now = try value.instant()
        case .cardSeries: card.series = try value.integer(in: 1...99)
        case .cardLock: card.lock = try value.word()
        case .cardCertificatesExpire: card.certificatesExpire = try value.expiry()
        case .holderPasscodeKnown: holder.passcodeKnown = try value.bool()
        case .holderEmail: holder.email = try value.word()
        case .holderMobileOnProfile: holder.mobileOnProfile = try value.bool()
        case .holderNewEmail: holder.newEmail = try value.text()
        case .holderEmailOwnedByESR: holder.emailOwnedByESR = try value.bool()
        case .holderEmployer: holder.employer = try value.word()
        case .holderPresent: holder.present = try value.bool()
        case .holderIsOperator: holder.isOperator = try value.bool()
        case .holderLocation:
            holder.location = try value.word(of: practice.locations).map(HolderLocation.init(text:))
        case .holderHasOtherCard: holder.hasOtherCard = try value.bool()
        case .attemptsSelfServiceUnlock: attempts.selfServiceUnlock = try value.word()
        case .attemptsAssistedUnlock: attempts.assistedUnlock = try value.word()
        case .attemptsSelfRenewal: attempts.selfRenewal = try value.word()
        case .attemptsAssistedRenewal: attempts.assistedRenewal = try value.word()
        case .attemptsRepair: attempts.repair = try value.word()
        case .operatorRole: self.operator.role = try value.word()
        case .operatorCIMRole: self.operator.cimRole = try value.word()
        case .workstationSite: workstation.site = try value.word(of: practice.sites.map(\.id))
        case .workstationReaders: workstation.readers = try value.integer(in: 0...64)
        case .workstationKeyboardReader: workstation.keyboardReader = try value.bool()
        case .workstationDesignated: workstation.designated = try value.bool()
        case .replaceReason: replace.reason = try value.word()
        }
    }
}

extension LocalPractice {
    /// The values of `holder.location`.
    public var locations: [String] {
        let ids = sites.map(\.id)
        return (ids.contains(Site.remote) ? ids : ids + [Site.remote]) + ["overseas"]
    }
}

extension FactKey {
    /// The words that a fact can have, or true and false; nil for a number, a date or a free text.
    public func choices(practice: LocalPractice) -> [JSONValue]? {
        switch self {
        case .now, .cardSeries, .cardCertificatesExpire, .holderNewEmail, .workstationReaders: nil
        case .cardLock: JSONValue.words(CardLock.self)
        case .holderEmail: JSONValue.words(ProfileEmail.self)
        case .holderEmployer: JSONValue.words(Employer.self)
        case .holderLocation: practice.locations.map(JSONValue.string)
        case .attemptsSelfServiceUnlock, .attemptsAssistedUnlock, .attemptsSelfRenewal, .attemptsAssistedRenewal,
            .attemptsRepair:
            JSONValue.words(AttemptResult.self)
        case .operatorRole: JSONValue.words(OperatorRole.self)
        case .operatorCIMRole: JSONValue.words(CIMRole.self)
        case .workstationSite: practice.sites.map { .string($0.id) }
        case .replaceReason: JSONValue.words(ReplaceReason.self)
        case .holderPasscodeKnown, .holderMobileOnProfile, .holderEmailOwnedByESR, .holderPresent,
            .holderIsOperator, .holderHasOtherCard, .workstationKeyboardReader, .workstationDesignated:
            [true, false]
        }
    }
}

/// A value on its way in.
private struct FactValue {
    let key: FactKey
    let json: JSONValue

    func mistake(_ code: FactMistake.Code, _ message: String) -> FactMistake {
        FactMistake(code, key: key.rawValue, message)
    }

    func bool() throws(FactMistake) -> Bool? {
        switch json {
        case .null: return nil
        case .bool(let value): return value
        default: throw mistake(.wrongType, "must be true or false.")
        }
    }

    func text() throws(FactMistake) -> String? {
        switch json {
        case .null: return nil
        case .string(let value): return value
        default: throw mistake(.wrongType, "must be text.")
        }
    }

    func integer(in range: ClosedRange<Int>) throws(FactMistake) -> Int? {
        let number: Int64
        switch json {
        case .null: return nil
        case .integer(let value): number = value
        case .number(let value) where value == value.rounded():
            throw mistake(.outOfRange, "must be from \(range.lowerBound) to \(range.upperBound).")
        case .number: throw mistake(.wrongType, "must be a whole number.")
        default: throw mistake(.wrongType, "must be a number.")
        }
        guard let value = Int(exactly: number), range.contains(value) else {
            throw mistake(.outOfRange, "must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    func word<Word>(_ type: Word.Type = Word.self) throws(FactMistake) -> Word?
    where Word: RawRepresentable<String> & CaseIterable {
        guard let text = try text() else { return nil }
        guard let word = Word(rawValue: text) else { throw noSuchWord(Word.allCases.map(\.rawValue)) }
        return word
    }

    func word(of words: [String]) throws(FactMistake) -> String? {
        guard let text = try text() else { return nil }
        guard words.contains(text) else { throw noSuchWord(words) }
        return text
    }

    private func noSuchWord(_ words: [String]) -> FactMistake {
        mistake(.unknownValue, "must be one of " + words.joined(separator: ", ") + ".")
    }

    func instant() throws(FactMistake) -> UTCInstant? {
        guard let text = try text() else { return nil }
        guard let instant = UTCInstant(rfc3339: text) else {
            throw mistake(.notADate, "must be a date and time with its offset, such as 2026-11-21T03:04:05Z.")
        }
        return instant
    }

    func expiry() throws(FactMistake) -> Expiry? {
        guard let text = try text() else { return nil }
        if let date = CivilDate(iso8601: text) { return .date(date) }
        guard let instant = UTCInstant(rfc3339: text) else {
            throw mistake(
                .notADate, "must be a date (2026-11-21) or a date and time with its offset (2026-11-21T03:04:05Z).")
        }
        return .instant(instant)
    }
}

extension Optional where Wrapped: RawRepresentable<String> {
    fileprivate var json: JSONValue? { map { .string($0.rawValue) } }
}

extension JSONValue {
    fileprivate static func words<Word>(_: Word.Type) -> [JSONValue]
    where Word: RawRepresentable<String> & CaseIterable {
        Word.allCases.map { .string($0.rawValue) }
    }
}
