import CSVText
import Instants

/// The list for a spreadsheet (RFC 4180). It shows names and addresses, so that somebody can write to these people.
public enum DueSpreadsheet {
    static let columns = [
        "uuid", "band", "expiresAt", "opensAt", "daysLeft", "cards", "cardType", "blocked", "noContact",
        "positionBand", "organisation", "advice", "name", "email", "mobile",
    ]

    public static func write<Failure>(
        _ list: DuePeople, to sink: @escaping ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = ByteWriter(sink)
        writer.write(CSVCell.line(columns.map(CSVCell.text)))
        for person in list.people {
            writer.write(CSVCell.line(cells(person, list.texts)))
            try writer.flushIfFull()
        }
        try writer.flush()
    }

    private static func cells(_ person: DuePerson, _ texts: TextPool) -> [CSVCell] {
        [
            .text(person.uuid), .text(person.band.code),
            person.expires.map { .instant($0.rfc3339) } ?? .empty,
            person.opens.map { .instant($0.rfc3339) } ?? .empty,
            person.daysLeft.map(CSVCell.number) ?? .empty,
            .number(Int64(person.cards)),
            person.card.cardType.map { .text($0.text) } ?? .empty,
            .flag(person.card.isBlocked), person.noContact.map(CSVCell.flag) ?? .empty,
            person.positionBand.map { .text($0.code) } ?? .empty,
            .text(texts[person.card.organisation]),
            person.advice.map { .text($0.rawValue) } ?? .empty,
            .text(texts[person.name]), .text(texts[person.email]), .text(texts[person.mobile]),
        ]
    }
}
