/// UUIDs for Care Identity Management's batch, which takes 100 at a time: one a line, and an empty line after each 100.
public enum DueUUIDs {
    static let batch = 100

    public static func write<Failure>(
        _ list: DuePeople, to sink: @escaping ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = ByteWriter(sink)
        for (index, person) in list.people.enumerated() {
            writer.write(person.card.uuid, digits: 12)
            writer.write((index + 1).isMultiple(of: batch) ? "\n\n" : "\n")
            try writer.flushIfFull()
        }
        try writer.flush()
    }
}
