import Handbook
import Instants
import JSON

/// All that an answer holds.
public struct DueAnswer: Sendable {
    public var list: DuePeople
    public var sources: [DueSource]
    public var waves: Waves
    public var capacity: DeskCapacity?
    /// Those that aren't past.
    public var dates: [ImportantDate]

    public init(
        list: DuePeople, sources: [DueSource], waves: Waves, capacity: DeskCapacity? = nil, dates: [ImportantDate] = []
    ) {
        self.list = list
        self.sources = sources
        self.waves = waves
        self.capacity = capacity
        let today = LondonTime.date(list.at)
        self.dates = dates.filter { $0.date >= today }
    }
}

/// The JSON document of `ra due --json`. Written entry by entry; nothing in it names a person but their UUID.
public enum DueDocument {
    /// One line, its end included.
    public static func write<Failure>(
        _ answer: DueAnswer, to sink: @escaping ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = ByteWriter(sink)
        writer.write(#"{"schemaVersion":1,"at":""#)
        writer.write(answer.list.at.rfc3339)
        writer.write(#"","sources":["#)
        for (index, source) in answer.sources.enumerated() {
            if index > 0 { writer.write(",") }
            try write(source, to: &writer)
        }
        writer.write(#"],"bands":{"#)
        for (index, band) in DueBand.allCases.enumerated() {
            writer.write(index > 0 ? ",\"" : "\"")
            writer.write(band.code)
            writer.write("\":")
            writer.write(Int64(answer.list.count(in: band)))
        }
        writer.write(#"},"people":["#)
        var words = PersonWords(answer.list.texts)
        for (index, person) in answer.list.people.enumerated() {
            if index > 0 { writer.write(",") }
            write(person, words: &words, to: &writer)
            try writer.flushIfFull()
        }
        writer.write(#"],"waves":{"expiring":["#)
        write(answer.waves.expiring, "count", to: &writer)
        writer.write(#"],"opening":["#)
        write(answer.waves.opening, "count", to: &writer)
        writer.write(#"],"capacity":"#)
        write(answer.capacity, to: &writer)
        writer.write(#"},"dates":["#)
        for (index, date) in answer.dates.enumerated() {
            writer.write(index > 0 ? #",{"date":""# : #"{"date":""#)
            writer.write(date.date.iso8601)
            writer.write(#"","what":"#)
            writer.write(quoted(date.what))
            writer.write(#","citation":"#)
            writer.write(json(date.citation))
            writer.write("}")
        }
        writer.write("]}\n")
        try writer.flush()
    }

    private static func write<Failure>(_ source: DueSource, to writer: inout ByteWriter<Failure>) throws(Failure) {
        writer.write(#"{"file":"#)
        writer.write(quoted(source.file))
        writer.write(#","sha256":"#)
        writer.write(quoted(source.sha256))
        writer.write(#","rows":"#)
        writer.write(Int64(source.rows))
        writer.write(#","encoding":"#)
        writer.write(quoted(source.encoding?.name))
        writer.write(#","delimiter":"#)
        writer.write(quoted(source.delimiter))
        writer.write(#","refused":["#)
        for (index, refusal) in source.refused.enumerated() {
            writer.write(index > 0 ? #",{"row":"# : #"{"row":"#)
            writer.write(Int64(refusal.row))
            writer.write(#","reason":""#)
            writer.write(refusal.reason.rawValue)
            writer.write(#"","column":""#)
            writer.write(refusal.column.rawValue)
            writer.write("\"}")
            try writer.flushIfFull()
        }
        writer.write("]}")
    }

    private static func write<Failure>(
        _ person: DuePerson, words: inout PersonWords, to writer: inout ByteWriter<Failure>
    ) {
        writer.write(#"{"uuid":""#)
        writer.write(person.card.uuid, digits: 12)
        writer.write(#"","band":""#)
        writer.write(words.bands[person.band.rawValue])
        writer.write(#"","expiresAt":"#)
        writer.write(words.instants(of: person))
        writer.write(#","daysLeft":"#)
        if let days = person.daysLeft { writer.write(days) } else { writer.write("null") }
        writer.write(#","cards":"#)
        writer.write(Int64(person.cards))
        writer.write(#","cardType":"#)
        switch person.card.cardType {
        case .gemplus: writer.write(#""Gemplus""#)
        case .oberthur: writer.write(#""Oberthur""#)
        case .piv: writer.write(#""PIV""#)
        case nil: writer.write("null")
        }
        writer.write(person.card.isBlocked ? #","blocked":true"# : #","blocked":false"#)
        switch person.noContact {
        case true?: writer.write(#","noContact":true,"positionBand":"#)
        case false?: writer.write(#","noContact":false,"positionBand":"#)
        case nil: writer.write(#","noContact":null,"positionBand":"#)
        }
        if let band = person.positionBand {
            writer.write("\"")
            writer.write(words.bands[band.rawValue])
            writer.write("\"")
        } else {
            writer.write("null")
        }
        writer.write(#","organisation":"#)
        writer.write(words.organisation(person.card.organisation))
        writer.write(words.advice(person.advice))
        writer.write("}")
    }

    private static func write<Failure>(
        _ days: [DayCount], _ key: String, to writer: inout ByteWriter<Failure>
    ) {
        for (index, day) in days.enumerated() {
            writer.write(index > 0 ? #",{"day":""# : #"{"day":""#)
            writer.write(day.day.iso8601)
            writer.write("\",\"")
            writer.write(key)
            writer.write("\":")
            writer.write(Int64(day.count))
            writer.write("}")
        }
    }

    private static func write<Failure>(_ capacity: DeskCapacity?, to writer: inout ByteWriter<Failure>) {
        guard let capacity else { return writer.write("null") }
        writer.write(#"{"perWorkingDay":"#)
        writer.write(Int64(capacity.perWorkingDay))
        writer.write(#","startBy":"#)
        writer.write(quoted(capacity.startBy?.iso8601))
        writer.write(#","shortfall":["#)
        write(capacity.shortfall, "people", to: &writer)
        writer.write("]}")
    }

    static func json(_ citation: Citation) -> String {
        #"{"source":\#(quoted(citation.source)),"section":\#(quoted(citation.section))}"#
    }

    /// A text as JSON; `null` where there is none.
    static func quoted(_ text: String?) -> String {
        // One text can't fail to be encoded.
        (try? JSONValue.optional(text).line()) ?? "null"
    }
}

/// Parts of a person's entry that many have in common, made once.
private struct PersonWords {
    let bands = DueBand.allCases.map { Array($0.code.utf8) }
    private let texts: TextPool
    private var organisations: [UInt32: [UInt8]] = [0: Array("null".utf8)]
    private var adviceWords: [DueAdvice?: [UInt8]] = [:]
    private var lastInstant: (expires: UTCInstant?, text: [UInt8]) = (nil, Array(#"null,"opensAt":null"#.utf8))

    init(_ texts: TextPool) {
        self.texts = texts
        for advice in DueAdvice.allCases {
            let citations = advice.citations.map(DueDocument.json).joined(separator: ",")
            adviceWords[advice] = Array(#","advice":"\#(advice.rawValue)","citations":[\#(citations)]"#.utf8)
        }
        adviceWords[DueAdvice?.none] = Array(#","advice":null,"citations":[]"#.utf8)
    }

    func advice(_ advice: DueAdvice?) -> [UInt8] { adviceWords[advice]! }

    mutating func organisation(_ number: UInt32) -> [UInt8] {
        if let words = organisations[number] { return words }
        let words = Array(DueDocument.quoted(texts[number]).utf8)
        organisations[number] = words
        return words
    }

    /// From the value of `expiresAt` to that of `opensAt`. People are listed by date, so the last one's often serves
    /// again.
    mutating func instants(of person: DuePerson) -> [UInt8] {
        if person.expires != lastInstant.expires {
            let text =
                person.expires.map { expires in
                    #""\#(expires.rfc3339)","opensAt":"\#(person.opens!.rfc3339)""#
                } ?? #"null,"opensAt":null"#
            lastInstant = (person.expires, Array(text.utf8))
        }
        return lastInstant.text
    }
}
