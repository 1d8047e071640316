/// What a column of a report is for. The raw values stand in answers and in a site's map.
public enum ColumnRole: String, CaseIterable, Hashable, Sendable {
    case uuid, expires, name, email, mobile, organisation, cardType, cardStatus, serial, issued, positionExpires,
        userStatus

    /// Roles without which a report can't be read.
    public static let needed: [ColumnRole] = [.uuid, .expires]

    /// Roles whose cells are dates. Each such column has an order of day and month of its own.
    static let dates: [ColumnRole] = [.expires, .issued, .positionExpires]
}
