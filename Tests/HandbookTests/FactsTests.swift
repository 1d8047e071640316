import Foundation
import Handbook
import Instants
import JSON
import Testing

@Suite struct FactsTests {
    private func facts(_ text: String) throws -> Facts {
        try Facts(json: try JSONValue(parsing: Data(text.utf8)), practice: .standard)
    }

    @Test(
        arguments: [
            (#"[]"#, FactMistake.Code.notAnObject, nil),
            (#"{"colour":1}"#, .unknownKey, "colour"),
            (#"{"card":{"colour":1}}"#, .unknownKey, "card.colour"),
            (#"{"card.lock":"locked"}"#, .unknownKey, "card.lock"),
            (#"{"card":"locked"}"#, .wrongType, "card"),
            (#"{"card":{"series":"9"}}"#, .wrongType, "card.series"),
            (#"{"card":{"series":true}}"#, .wrongType, "card.series"),
            (#"{"card":{"series":9.5}}"#, .wrongType, "card.series"),
            (#"{"card":{"series":0}}"#, .outOfRange, "card.series"),
            (#"{"card":{"series":100}}"#, .outOfRange, "card.series"),
            (#"{"workstation":{"readers":-1}}"#, .outOfRange, "workstation.readers"),
            (#"{"workstation":{"readers":65}}"#, .outOfRange, "workstation.readers"),
            (#"{"workstation":{"site":"atlantis"}}"#, .unknownValue, "workstation.site"),
            (#"{"workstation":{"site":"overseas"}}"#, .unknownValue, "workstation.site"),
            (#"{"card":{"lock":"LOCKED"}}"#, .unknownValue, "card.lock"),
            (#"{"holder":{"present":"yes"}}"#, .wrongType, "holder.present"),
            (#"{"holder":{"present":1}}"#, .wrongType, "holder.present"),
            (#"{"holder":{"newEmail":7}}"#, .wrongType, "holder.newEmail"),
            (#"{"now":"2026-02-30T00:00:00Z"}"#, .notADate, "now"),
            (#"{"now":"2026-02-28"}"#, .notADate, "now"),
            (#"{"now":"2026-02-28T00:00:00"}"#, .notADate, "now"),
            (#"{"now":1700000000}"#, .wrongType, "now"),
            (#"{"card":{"certificatesExpire":"2026-11-31"}}"#, .notADate, "card.certificatesExpire"),
            (#"{"cannotSay":"card.lock"}"#, .wrongType, "cannotSay"),
            (#"{"cannotSay":["card.series"]}"#, .noDefault, "cannotSay"),
            (#"{"cannotSay":["holder.newEmail"]}"#, .noDefault, "cannotSay"),
            (#"{"cannotSay":[1]}"#, .wrongType, "cannotSay"),
            (#"{"schemaVersion":2}"#, .schemaVersion, "schemaVersion"),
        ] as [(String, FactMistake.Code, String?)])
    func `facts that are none are refused with the key`(text: String, code: FactMistake.Code, key: String?) throws {
        let mistake = #expect(throws: FactMistake.self) { try facts(text) }
        #expect(mistake?.code == code)
        #expect(mistake?.key == key)
    }

    @Test func `of two mistakes the same one is named every time`() throws {
        let text = #"{"zebra":1,"card":{"series":0,"lock":"x"},"apple":2}"#
        for _ in 0..<20 {
            #expect(throws: FactMistake(.unknownKey, key: "apple", "is not a known fact.")) { try facts(text) }
        }
    }

    @Test(arguments: ["{}", #"{"card":null}"#, #"{"card":{"lock":null},"now":null,"cannotSay":null}"#])
    func `absent and null are both unknown`(text: String) throws {
        #expect(try facts(text) == Facts())
    }

    static let whole = #"""
        {"now":"2026-11-21T03:04:05.9Z","card":{"series":9,"lock":"locked","certificatesExpire":"2027-01-31"},
        "holder":{"passcodeKnown":false,"email":"inaccessible","mobileOnProfile":true,"newEmail":"a.b@nhs.net",
        "emailOwnedByESR":false,"employer":"this-organisation","present":true,"isOperator":false,
        "location":"overseas","hasOtherCard":false},
        "attempts":{"selfServiceUnlock":"failed","assistedUnlock":"not-tried","selfRenewal":"failed",
        "assistedRenewal":"failed","repair":"not-tried"},
        "operator":{"role":"shift-manager","cimRole":"raa"},
        "workstation":{"site":"osprey","readers":2,"keyboardReader":false,"designated":true},
        "replace":{"reason":"lost"},"cannotSay":["card.lock","operator.cimRole"],"schemaVersion":1}
        """#

    @Test func `every fact survives the way to JSON and back`() throws {
        let facts = try facts(Self.whole)
        #expect(try Facts(json: facts.json, practice: .standard) == facts)
        for key in FactKey.allCases { #expect(facts[key] != nil, "\(key.rawValue)") }
        #expect(facts.cannotSay.keys == [.cardLock, .operatorCIMRole])
    }

    @Test func `a mistake never repeats the value, which may be personal`() throws {
        let mistake = #expect(throws: FactMistake.self) { try facts(#"{"holder":{"email":"jo@nhs.net"}}"#) }
        #expect(mistake?.description.contains("jo@") == false)
    }

    @Test func `a stranger's key is shown without control characters and without digits`() throws {
        let mistake = #expect(throws: FactMistake.self) { try facts("{\"\\u001b[2J\":1}") }
        #expect(mistake?.key == "?[?J")
    }
}
